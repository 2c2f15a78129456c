import FlotillaInventory
import FlotillaKit

/// Explanations that belong to no single command.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case selectors
    case revisions
    case rollouts
    case policies
    case variables
    case environment
    case completion

    var text: String {
        switch self {
        case .exitCodes: Self.exitCodesText
        case .selectors: Self.selectorsText
        case .revisions: Self.revisionsText
        case .rollouts: Self.rolloutsText
        case .policies: Self.policiesText
        case .variables: Self.variablesText
        case .environment: Self.environmentText
        case .completion: Self.completionText
        }
    }

    private static var exitCodesText: String {
        "EXIT CODES\n\n"
            + ProgramStatus.allCases.map { status in
                let number = String(status.rawValue)
                return String(repeating: " ", count: 5 - number.count) + number + "  " + status.meaning + "\n"
            }.joined()
    }

    private static let completionText = """
        COMPLETION

        The shell completes commands, options, and what only the project knows: ids of
        targets, keys of labels, revisions. Once, for your shell:

          bash   flotilla --generate-completion-script bash \\
                     > ~/.local/share/bash-completion/completions/flotilla
          zsh    flotilla --generate-completion-script zsh > ~/.zfunc/_flotilla
                 with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc
          fish   flotilla --generate-completion-script fish \\
                     > ~/.config/fish/completions/flotilla.fish

        """

    private static let selectorsText = """
        SELECTORS

        --select takes conditions on the labels of targets. A comma means "and":

          region=eu                 the label is exactly this
          tier!=free                it is not, or there is no such label
          region in (eu,us)         it is one of these
          region notin (eu,us)      it is none of these, or there is no such label
          region=ap-*               it begins with ap-: * stands for any signs
          region='ap-*'             the label is ap-* and nothing else: in quotes
                                    a star is a star
          canary                    the target has this label
          !canary                   it has not
          region in (eu,us),tier!=free,!frozen

        Besides labels, these names can be asked for: id, engine, schema.
        Quote the whole expression, since shells read ! and () themselves.
        A selector that matches nothing is an error that shows what comes near.
        It never means "all".

        """

    private static let revisionsText = """
        REVISIONS

        Revisions are named as Alembic and Flask-Migrate name them:

          head                the newest revision; an error if there are several
          heads               all of them
          base                before the first revision
          3512b954651e        a revision
          3512                its beginning, as long as no other begins so
          billing@head        the newest revision of the branch labelled "billing"
          +2                  two steps up from where the target is (upgrade)
          -1                  one step down from where the target is (downgrade)
          3512+2, 3512-1      two steps up, one step down from 3512
          billing@-1          one step down on that branch

        +N and -N are counted for every target from its own version.

        """

    private static var environmentText: String {
        let variables = SettingKey.allCases.map { "    " + $0.variable }.joined(separator: "\n")
        return """
            ENVIRONMENT

            Every setting can be given in four places. The first that has it wins:

              1. an option of the command line
              2. a variable
              3. flotilla.yaml in this folder or one above it, or the file of --config
              4. $XDG_CONFIG_HOME/flotilla/config.yaml

            The variables:

            \(variables)

            Also honoured:

                NO_COLOR          when set and not empty: no colour
                CLICOLOR_FORCE    when set and not 0: colour even into a pipe
                TERM=dumb         no colour, no live view
                COLUMNS           the width of a terminal that does not tell
                LC_ALL, LC_CTYPE, LANG
                                  without UTF-8 in them: plain ASCII signs

            Secrets are never settings: inventories refer to them as ${env:NAME},
            ${file:path} or ${command:program}.

            """
    }
}
