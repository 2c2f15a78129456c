import CCrypto

/// The cryptographic library that libpq, libcurl and ``Digest`` share.
enum OpenSSL {
    /// Keeps OpenSSL from tidying up when the process exits.
    ///
    /// Its exit handler frees what threads free that are just ending, such as those of a ``BlockingPool`` that went away
    /// with the last task: one run in thirty died of "double free" after its work was done. The memory returns to the
    /// system anyway. Counts only when asked for before anything else of OpenSSL is used, so whoever may be first asks
    /// (`OPENSSL_init_crypto(3)`, `OPENSSL_INIT_NO_ATEXIT`).
    static let isWithoutExitHandler = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
