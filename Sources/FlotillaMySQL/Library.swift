import CMariaDB
import Glibc

/// libmariadb, made ready once per process, with its waiting in our hands.
///
/// The library calls back on the thread that called it; which ``Waiting`` that call belongs to stands in a slot of that
/// thread. Calls that others make to libmariadb in the same process find the slot empty and are left alone.
///
/// Making it ready has the process ignore SIGPIPE from then on (libmariadb/mariadb_lib.c, `ignore_sigpipe`). With TLS that
/// is needed: OpenSSL writes to the socket without `MSG_NOSIGNAL`.
enum Library {
    /// Whether the library could be made ready. First use makes it so; that is not safe on two threads at once, a lazy
    /// `static let` is.
    static let isReady: Bool = {
        guard slot != nil, mysql_server_init(0, nil, nil) == 0 else { return false }
        // Called after each read and write, where the library would otherwise go on for as long as bytes arrive.
        return ma_pvio_register_callback(1, didTransfer) == 0
    }()

    private static let slot: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// Runs calls of the library that wait as `waiting` says. May be nested.
    static func during<Value, Failure: Error>(
        _ waiting: Waiting, _ calls: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let slot else { return try calls() }
        let outer = pthread_getspecific(slot)
        pthread_setspecific(slot, Unmanaged.passUnretained(waiting).toOpaque())
        defer { pthread_setspecific(slot, outer) }
        return try withExtendedLifetime(waiting, calls)
    }

    /// What the call under way on this thread waits by; `nil` when that call is not ours.
    fileprivate static var current: Waiting? {
        guard let slot, let pointer = pthread_getspecific(slot) else { return nil }
        return Unmanaged<Waiting>.fromOpaque(pointer).takeUnretainedValue()
    }
}

/// For `MARIADB_OPT_IO_WAIT`: 1 when the socket is ready, 0 to make the library give the connection up. Its own time-out,
/// the third argument, is never set.
let waitForSocket: @convention(c) (my_socket, my_bool, Int32) -> Int32 = { descriptor, isRead, _ in
    guard let waiting = Library.current else { return 0 }
    return waiting.untilReady(descriptor, reading: isRead != 0) ? 1 : 0
}

private typealias TransferCallback =
    @convention(c) (Int32, UnsafeMutablePointer<MYSQL>?, UnsafePointer<UInt8>?, Int) -> Void

/// A server that never pauses never makes the library wait: the clock is looked at between reads too.
private let didTransfer: TransferCallback = { mode, mysql, bytes, count in
    guard let waiting = Library.current, let mysql, count > 0 else { return }
    guard mode == 0 else {
        waiting.tap?.didWrite(mysql)
        return
    }
    waiting.tap?.didRead(UnsafeBufferPointer(start: bytes, count: count), mysql)
    if !waiting.mayReadOn() { shutdown(mysql_get_socket(mysql), Int32(SHUT_RDWR)) }
}
