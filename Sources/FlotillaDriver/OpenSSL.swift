import CCrypto
import Glibc
import Synchronization

/// The cryptographic library that libpq, libcurl and ``Digest`` share.
public enum OpenSSL {
    /// Keeps OpenSSL from tidying up when the process exits.
    ///
    /// Its exit handler frees what threads free that are just ending, such as those of a ``BlockingPool`` that went away
    /// with the last task: one run in thirty died of "double free" after its work was done. The memory returns to the
    /// system anyway. Counts only when asked for before anything else of OpenSSL is used, so whoever may be first asks
    /// (`OPENSSL_init_crypto(3)`, `OPENSSL_INIT_NO_ATEXIT`).
    static let isWithoutExitHandler = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    /// Gives the calling thread a library context of its own (`OSSL_LIB_CTX(3)`), configured as the process's own is, for
    /// as long as the thread lives. To be asked before each login that derives keys.
    ///
    /// SCRAM's key derivation looks its digest up eight thousand times, and each time takes a lock of the context. With
    /// one context for all threads two cores spend a quarter of a login on handing that lock to each other. A context
    /// costs a thread half a millisecond, once.
    public static func useOwnContext() {
        guard isWithoutExitHandler, let key = OwnContext.key, pthread_getspecific(key) == nil,
            let context = OwnContext.take()
        else { return }
        OSSL_LIB_CTX_set0_default(context.pointer)
        pthread_setspecific(key, UnsafeMutableRawPointer(context.pointer))
    }
}

/// A context that one thread uses, and after its end the next one: freed are they never, as what was made in one may
/// live longer than its thread.
private struct OwnContext: @unchecked Sendable {
    // Proof of sendability: OpenSSL's contexts may be used by several threads at once.
    let pointer: OpaquePointer

    private static let unused = Mutex<[OwnContext]>([])

    /// `nil` when the system has no slot left for what belongs to a thread.
    static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key) { context in
            guard let context else { return }
            let pointer = OwnContext(pointer: OpaquePointer(context))
            OwnContext.unused.withLock { $0.append(pointer) }
        }
        return status == 0 ? key : nil
    }()

    static func take() -> OwnContext? { unused.withLock { $0.popLast() } ?? make() }

    /// With the system's configuration, which may ask for other providers; without it, none is made.
    private static func make() -> OwnContext? {
        guard let pointer = OSSL_LIB_CTX_new() else { return nil }
        let path = CONF_get1_default_config_file()
        defer { free(path) }
        guard OSSL_LIB_CTX_load_config(pointer, path) == 1 else {
            OSSL_LIB_CTX_free(pointer)
            return nil
        }
        return OwnContext(pointer: pointer)
    }
}
