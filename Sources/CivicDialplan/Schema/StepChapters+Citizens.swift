extension StepChapters {
    /// Of steps that are about the citizen who calls.
    static let citizens: [StepWord: String] = [
        .lookUp: """
        With `attempts` and `exhausted` a look-up that finds nothing counts as a miss, so that a plan may lead back to the
        question; `locked` is taken where too many proofs were wrong of late, in this call or in others.
        """,
        .chooseLanguage: """
        What a caller chooses by key is remembered for the number: the next call from it begins in that language and is greeted
        in it first, and may choose again. A phone that several people share begins in what was chosen on it last. The choice is
        waited for 150 ms at most before the plan begins; silence goes on in it.
        """,
        .caseStatus: """
        ```yaml
        case:
          case-status: status
          told: case-more
          unknown: person
          late: person
          exhausted: person
        case-more:
          menu: case-more
          keys: { 1: case/told, 0: person }
        ```

        It asks for the case's number and for a proof, looks the case up, and says its number, its state, and by when it will
        be answered or that this has passed. A pair that does not fit is said to be so and asked for again, twice in all; so are
        keys that are no number, three times each. What comes late is said as well, so none of the ways out is silent. Prompts,
        deadline and attempts can be changed by words of the step; a number or proof that the plan has already goes under
        `with`. Who is told is `proven` from then on, and `status.case`, `.state`, `.due`, `.updated` and `.unit` are set.

        It is written in the language itself: it becomes the steps `case/number`, `case/proof`, `case/look-up`, `case/told`,
        `case/wrong`, `case/gave-up`, `case/locked` and `case/late`. The proof, the graph and the tests beside plans show these,
        and the plan may lead to them, as `case-more` does to say it all again.
        """,
        .verify: """
        `verify: caller` asks whom `identify` found for the PIN or the last four of the ID number, with star for X. Who keys it
        is `proven`. A wrong one is told and asked for again, three times in all; and five wrong ones for one citizen or ten from
        one number within an hour are `locked` in every call, wrong proofs of cases counting too. Who was not found is not asked
        and takes `unknown`. What is keyed is never on a screen, in a log or in the ledger.
        """,
        .disputeCase: """
        The citizen says that a case which its unit calls answered or closed is not solved. It goes back to the unit at once
        (`dispatched`, with the clock it had), with a line in its history and in the ledger; the comment is joined to it when it
        is spoken, also by a caller who hangs up then. Only a case whose number and proof were given in this call can be
        disputed, or one about which the hotline makes the call: the records hold that, whatever the plan says.
        """,
        .agreeCase: """
        The citizen says that a case which its unit calls answered is solved. It is closed at once, with a line in its history and
        in the ledger; the citizen may still say otherwise until it goes to the archive. The same cases as for `dispute-case`.
        """,
        .relay: """
        A unit that works on a case gets a code for it at `/cases`, and keys it here; a call that the page itself has made is asked
        for none. The house calls the citizen by its own number, in the hours and the way that the citizen wishes, and says
        which unit calls about which case (in a confidential case only its number). Who presses 1 is connected; 2, silence, and an
        answering machine are not. Neither side sees or hears the other's number. A code is good for eight hours and six calls, and
        ends when the case leaves the unit; five wrong ones from one number within an hour are `locked`. Every call stands in the
        case and in the ledger. Everything that goes wrong has been said when the step is left.
        """,
        .answer: """
        `answer: pension-renewal` reads an article of `config/articles.yaml` out, part by part. 1 reads a part again, pound
        stops, any other key goes on to the next part, and 0 means the person. Whatever was begun leaves a receipt: which article
        and version, in which call and language, how many of its parts were heard to their end and for how long; also for a
        caller who hangs up. An article is not read after its last day: the caller is told and `expired` is taken. The proof
        looks at days before and after it.
        """,
        .identify: """
        `human-first: elderly` brings known callers of 60 years and more (by the year of birth in the records, or the one that
        somebody of a household has keyed) to the plan's `person` at once: the place that 0 leads to for everybody, and no other,
        so nobody gets ahead in line by it. The check makes their calls at every hour and shows the shortest in which a key is
        asked for before they are in line or may speak a message; `limits: { human-first: 1 }` bears one question. Where the
        caller lives is known as well, for closures of townships in `hours`. Neither is a variable: no condition can read it.
        """,
        .hours: """
        `closures` of a calendar close the offices of one township: callers of whom `identify` knows that they live there take
        `closure` (`closed` without it) while the county's offices are open; where nobody knows, the county's hours hold. With
        `into: office`, `office.opens` is when their offices open next, and `office.reason` the closure's reason, where it has
        one: `{ prompt: "closure.{office.reason}", when: has office.reason }` says the prompt `closure.flood`.
        """,
        .announceSurge: """
        A supervisor or an administrator puts a text in front at `/surge`, or with `civicline surge on`: one that is prepared
        (every prompt `surge.NAME` of the catalogue), or own words in every language, for one plan or all, until a time. Calls
        that come to this step from then on hear it; those that have passed it do not. `active` leads callers who have heard
        one elsewhere, such as to a menu that offers a person at once. Nothing that is wrong with a text costs a call anything:
        what is off, late, or cannot be spoken in the caller's language goes on at `then` in silence. The proof looks at calls
        that hear a text and at calls that do not; a test says `surge: flood`, and the record of a call holds what it was told.
        """,
    ]
}
