import FlotillaRevisions
import Testing

@Suite struct FileNameTemplateTests {
    private let moment = WrittenMoment(
        secondsSince1970: 1_700_000_000, year: 2026, month: 3, day: 7, hour: 9, minute: 5, second: 0,
        offsetMinutes: -210)

    private func name(_ template: String, id: String = "ae10", message: String = "Add  Users!", length: Int = 40)
        -> String?
    {
        FileNameTemplate(parsing: template)?.name(RevisionID(id), message: message, at: moment, slugLength: length)
    }

    @Test("names have what the template says, in its own words or in Alembic's")
    func names() {
        #expect(name("{rev}_{slug}") == "ae10_add_users")
        #expect(name("{year}{month}{day}{hour}{minute}{second}_{rev}") == "20260307090500_ae10")
        #expect(
            name("%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s")
                == "2026_03_07_0905-ae10_add_users")
        #expect(name("%(epoch)s_%(month)02d_%(day)d_%(rev)s") == "1700000000_03_7_ae10")
        #expect(name("{year}/{month}/{rev}") == "2026/03/ae10")
    }

    @Test("a slug is cut where it is to be, and nothing is left of an empty one")
    func slugs() {
        #expect(name("{rev}_{slug}", message: "Add users table", length: 5) == "ae10_add_u")
        #expect(name("{rev}_{slug}", message: "Add users table", length: 4) == "ae10_add")
        #expect(name("{rev}_{slug}", message: "…") == "ae10")
        #expect(name("{rev}_{slug}", message: "Größe ändern: Ñandú 表") == "ae10_größe_ändern_ñandú_表")
        let family = String(repeating: "क्षि", count: 60)
        #expect(name("{rev}_{slug}", message: family, length: 200).map { (100...190).contains($0.utf8.count) } == true)
        #expect(name("{rev}_{slug}", id: "../x", message: "a") == "_._x_a")
    }

    @Test(
        "what is no template is none",
        arguments: [
            "{slug}", "{rev}_{sluge}", "%(rev)", "%%%(rev)s", "{rev", "/{rev}", "../{rev}", "a//{rev}", "{rev}/",
        ])
    func refused(template: String) {
        #expect(FileNameTemplate(parsing: template) == nil)
    }

    @Test("the date of a header is by the clocks of the zone")
    func dates() {
        #expect(moment.createDate == "2026-03-07 09:05:00-03:30")
    }
}
