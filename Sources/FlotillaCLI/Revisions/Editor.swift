import Glibc

/// The program in which a person edits files.
struct Editor {
    /// As it stands in the environment: a program, and perhaps options.
    var command: String

    /// `VISUAL`, else `EDITOR`; `nil` when neither says anything.
    init?(environment: [String: String]) {
        let said = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let said else { return nil }
        command = said
    }

    /// Lets the editor take the place of this process: as a child it would share terminal and `^C` with us. Returns only
    /// when it could not be started, with the system's words.
    func open(_ files: [String]) -> String {
        Hardening.opensNewFiles()
        // Of a program that is started so, signals that nobody waits for would never arrive.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        signal(SIGPIPE, SIG_DFL)
        // The shell cuts the command into words, as git and crontab have it done.
        var words = (["sh", "-c", command + " \"$@\"", "sh"] + files).map { strdup($0) }
        words.append(nil)
        execv("/bin/sh", &words)
        return String(cString: strerror(errno))
    }
}
