import FlotillaDriver
import FlotillaRollout
import Glibc
import Testing

@testable import FlotillaLedger

@Suite("A ledger on PostgreSQL")
struct PostgreSQLTests {
    let scratches = Scratches()

    private func url(_ scratch: Scratch) throws -> ConnectionURL {
        guard case .database(let url) = scratch.address else { throw CancellationError() }
        return url
    }

    private func failure(_ url: ConnectionURL) throws -> LedgerError {
        try #require(throws: LedgerError.self) { try Ledger.open(at: .database(url)) }
    }

    /// A role that may log in, and nothing more.
    private func role(_ name: String, in url: ConnectionURL) throws -> ConnectionURL {
        let role = "\(name)_\(UInt32.random(in: 0...UInt32.max))"
        try TestServer.execute("CREATE ROLE \(role) LOGIN PASSWORD 'k4n4ry'", in: url)
        var own = url
        own.user = role
        own.password = Secret("k4n4ry")
        return own
    }

    private func forget(_ role: ConnectionURL, in url: ConnectionURL) {
        let name = role.user ?? ""
        try? TestServer.execute("DROP OWNED BY \(name); DROP ROLE \(name)", in: url)
    }

    @Test("a schema of that name that belongs to something else is refused and left alone")
    func foreignSchema() throws {
        let scratch = try scratches.make(.postgresql)
        let url = try url(scratch)
        try TestServer.execute("CREATE SCHEMA flotilla CREATE TABLE accounts (id INT)", in: url)
        guard case .cannotOpen(_, let reason) = try failure(url) else { throw CancellationError() }
        #expect(reason == "its schema \"flotilla\" belongs to another program")
        #expect(try TestServer.rows("SELECT relname FROM pg_class WHERE relname = 'schema_version'", in: url) == [])
    }

    @Test("a pooler in between is refused, because it would give each transaction another session")
    func pooler() throws {
        var pooled = try TestServer.url("FLOTILLA_TEST_PGBOUNCER")
        pooled.database = "postgres"
        guard case .cannotOpen(_, let reason) = try failure(pooled) else { throw CancellationError() }
        #expect(reason == "a connection pooler is in between; a ledger needs a connection of its own")
    }

    @Test("a wrong password is told as such, and not told")
    func wrongPassword() throws {
        var wrong = try url(scratches.make(.postgresql))
        wrong.password = Secret("k4n4ry")
        let error = try failure(wrong)
        guard case .refused(_, "28P01", _) = error else { throw CancellationError() }
        #expect(!"\(error)".contains("k4n4ry"))
    }

    @Test("a server that nobody listens at is told as unreachable")
    func nobody() throws {
        var nowhere = try url(scratches.make(.postgresql))
        nowhere.hosts = [.init(name: "127.0.0.1", port: 1)]
        let error = try failure(nowhere)
        #expect({ if case .unreachable = error { true } else { false } }(), "\(error)")
    }

    @Test("what time alone may heal is tried again", arguments: LedgerDialect.postgresql.passing)
    func passing(_ cause: FailureCause) throws {
        let error = LedgerError(DriverError(cause, message: "wait"), at: try scratches.make(.postgresql).address)
        #expect(error.mayPass)
    }

    @Test("who may not make the tables is told what an administrator has to grant; and that is enough")
    func creator() throws {
        let url = try url(scratches.make(.postgresql))
        let own = try role("creator", in: url)
        defer { forget(own, in: url) }
        guard case .missingPrivilege(let privileges, _) = try failure(own) else { throw CancellationError() }
        try TestServer.execute(privileges.toCreate.joined(), in: url)
        let ledger = try Ledger.open(at: .database(own))
        #expect(try ledger.endRun(ledger.beginRun(.upgrade(), targets: targets("a"))).counts == [.cancelled: 1])
    }

    @Test("a role that was only granted writing writes, one that was only granted reading reads")
    func leastPrivileges() throws {
        let scratch = try scratches.make(.postgresql)
        let url = try url(scratch)
        let run = try scratch.ledger().beginRun(.upgrade(.dead), targets: targets("a"))
        let (writer, reader) = (try role("writer", in: url), try role("reader", in: url))
        defer {
            forget(writer, in: url)
            forget(reader, in: url)
        }
        try TestServer.execute("REVOKE TEMPORARY ON DATABASE \"\(url.database)\" FROM PUBLIC", in: url)
        try TestServer.execute(LedgerPrivileges(writer).toWrite.joined(), in: url)
        try TestServer.execute(LedgerPrivileges(reader).toRead.joined(), in: url)
        let ledger = try Ledger.open(at: .database(writer))
        let next = try ledger.beginRun(.upgrade(), targets: targets("a", "b"))
        ledger.job("a", in: next, .upgraded)
        #expect(try ledger.endRun(next)[.succeeded] == 1)
        let looking = try Ledger.openToRead(at: .database(reader))
        #expect(try looking.runs().map(\.id) == [next, run])
        guard case .missingPrivilege = try failure(reader) else { throw CancellationError() }
    }

    @Test("a ledger is only looked at by who only asks")
    func asking() throws {
        let scratch = try scratches.make(.postgresql)
        let url = try url(scratch)
        try scratch.ledger().close()
        let looking = try Ledger.openToRead(at: scratch.address)
        #expect(try looking.census() == [])
        #expect(try TestServer.rows("SELECT count(*) FROM flotilla.writers", in: url) == ["1"])
        #expect(looking.failure == .closed)
    }

    @Test("names that somebody else put in the way are passed by")
    func decoys() throws {
        let scratch = try scratches.make(.postgresql)
        let url = try url(scratch)
        try TestServer.execute(
            """
            CREATE SCHEMA trap; CREATE TABLE trap.runs (id INT); CREATE TABLE public.targets (id INT);
            CREATE FUNCTION trap.now() RETURNS TIMESTAMPTZ LANGUAGE sql AS 'SELECT 1/0; SELECT NULL::timestamptz';
            ALTER DATABASE "\(url.database)" SET search_path = trap, public, pg_catalog;
            ALTER DATABASE "\(url.database)" SET default_transaction_read_only = on
            """, in: url)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        ledger.job("a", in: run, .upgraded)
        #expect(try ledger.endRun(run)[.succeeded] == 1)
    }

    @Test("a full disk is no success, and nothing new is begun")
    func fullDisk() throws {
        let scratch = try scratches.make(.postgresql)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a", "b"))
        try scratch.execute(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$;
            CREATE TRIGGER full_disk BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION full_disk()
            """)
        ledger.job("a", in: run, .upgraded)
        #expect(try ledger.error { try $0.waitUntilDurable() } == .diskFull)
        #expect(ledger.failure == .diskFull)
        #expect(try ledger.summary(of: run).unrecorded == 2)
    }

    @Test("a deadlock with somebody else is tried again")
    func deadlock() throws {
        let scratch = try scratches.make(.postgresql)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        try scratch.execute(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION unlucky() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
                IF nextval('flotilla.tries') = 1 THEN
                    RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
                END IF;
                RETURN NEW;
            END$$;
            CREATE TRIGGER unlucky BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION unlucky()
            """)
        ledger.job("a", in: run, .upgraded)
        try ledger.waitUntilDurable()
        #expect(try ledger.summary(of: run)[.succeeded] == 1)
    }

    @Test("a run that gives a sign of life while it is being judged is not taken for dead")
    func lastMoment() throws {
        let scratch = try scratches.make(.postgresql)
        let url = try url(scratch)
        let run = try scratch.ledger().beginRun(.upgrade(.elsewhere), targets: targets("a"))
        let late = try scratch.ledger(clockOffset: .seconds(31))
        let alive = try TestServer.connect(url)
        let beat = "BEGIN; UPDATE flotilla.runs SET heartbeat_at = heartbeat_at + 31000000"
        try alive.execute(beat, deadline: .after(.seconds(30)))
        let refused = Counter()
        let beginning = Background {
            if case .busy? = (try? late.error { _ = try $0.beginRun(.upgrade(), targets: targets("a")) }) {
                refused.add(1)
            }
        }
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while try TestServer.rows(waiting, in: url) == ["0"] {}
        try alive.execute("COMMIT", deadline: .after(.seconds(30)))
        beginning.join()
        #expect(refused.value == 1)
        #expect(try late.run(run)?.state == .running)
    }
}
