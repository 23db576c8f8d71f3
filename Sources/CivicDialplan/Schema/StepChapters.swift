/// What the reference says beside the table of the steps' words: rules that a line of a table cannot hold.
enum StepChapters {
    static let overview = """
        Every step is a mapping in `steps`, and the first of these words in it says what it does. Steps that wait for keys take
        `attempts`, `wait`, `silence`, `wrong-key` and `exhausted` as well: every miss is counted, and the one that uses up the
        attempts takes `exhausted`. Every step takes `allow`, which silences a warning with a cause.
        """

    /// By step; a step needs none.
    static let notes: [StepWord: String] = leading.merging(citizens) { first, _ in first }.merging(line) { first, _ in
        first
    }

    private static let leading: [StepWord: String] = [
        .collect: """
        | `kind` | the caller keys | the variable is |
        |---|---|---|
        | `digits` | as many as `digits` says; with `star: true` also star | text |
        | `id-number` | 17 digits and a digit or star for X; checked by GB 11643-1999: check sign, region, day of birth | text, with X; always secret |
        | `date` | `20261001`, or `1001` for the nearest such day; a real one, between `earliest` and `latest` | a date |
        | `money` | yuan, star as the point: `12*50` | a number in fen, spoken `as: money` |

        `earliest` and `latest` take `today`, a day such as `2026-10-01`, or days from today such as `-30d` and `+90d`. A date
        takes `digits: 8` or `digits: 4` where only one of its forms is wanted; without, a pause or pound ends the short one.

        What fails its check takes `check-failed`, or `wrong-key` where there is none. Either way it is a miss: a branch that is
        not counted would lead a caller with a wrong number round for ever. `confirm` reads the value back, as digits, date or
        money, between `prompt` and `ask`. Yes takes it; no asks for it once more and is a miss; another key or silence is a
        miss too and puts the question again, so nobody keys 18 digits twice for having been slow.

        A secret value shows as `••••` on the agent's screen, is left out where it is spoken, and so is a copy made by `set`.
        """,
        .goto: "See [Other plans](#other-plans).",
        .call: "See [Sub-plans](#sub-plans).",
        .branch: "See [Conditions](#conditions).",
        .transfer: """
        `transfer: { number: "110" }` or `{ unit: water-company }`, by the phone that the unit's file gives. It rings for
        `ring-for` (30 s, 5 s to 2 min), in which 0 still means the person. `failed` is busy, refused or not admitted;
        `no-answer` is that. After the talk the call goes on at `over`, or ends. With `story: true` the one who answers is given
        `summary` and what the caller did: keys with their steps, what was collected and is not secret, recordings. For the proof
        a transfer is no person, since nobody may be there; only `over` comes after one.
        """,
        .survey: """
        One to five questions, each answered by a key from 1 to 5, and a comment after them that is spoken. A question that is
        not answered, or by another key, is left out; nothing is asked twice. 0 means the person. The answers go to the ledger
        when the survey is over or left, also by hanging up.
        """,
    ]

    /// Chapters that are no step's own.
    static let general = [
        """
        ## Conditions

        `and`, `or`, `not`, `has`, comparisons and `in [ … ]`. Every call has these variables; a condition on one that has no
        value does not hold.

        | variable | type |
        |---|---|
        | `now` | a date |
        | `time` | time of day by the plan's calendar, to the minute; compared with `08:30`, `24:00` being the end of the day |
        | `weekday` | one of `mon` to `sun` |
        | `language`, `called-number` | text |
        | `pressed` | the last key of a menu, as text: `pressed == "1"` |
        | `caller.number`, `caller.known`, `caller.citizen`, `caller.candidates`, `caller.open-cases`, `caller.language` | from `identify` |
        | `caller.confidence` | one of `none`, `possible`, `likely`, `proven` |
        | `caller.likely` | `answered`, `due` or `open`: the best news that the caller's cases have, for offering it; of which case is said after proof |

        A number alone makes a caller `likely` at most; who answers the question to a household is `likely` too. `proven` is
        whoever had an answer from a look-up that asks for a proof, and stays so.

        No variable tells what kind of person is calling, so no condition can put one behind another in line. A segment may be
        known to agents and reports one day; the test `noSegments` fails when one becomes a variable of the language.
        """,
        """
        ## Sub-plans

        ```yaml
        sub-plans:
          record-complaint:
            parameters: { topic: text }
            ends: [done, gave-up]
            steps:
              describe: { record: message, prompt: describe, then: register, empty: end gave-up }
              register:
                open-case: "{topic}"
                from: recording
                into: case
                opened: end done
                failed: end gave-up

        steps:
          water:
            call: record-complaint
            with: { topic: "water" }
            gives: { case: new-case }
            done: told
            gave-up: person
        ```

        A parameter is `text`, `number`, `yes-no`, `date`, `time`, or a list of what a text may be. Every parameter is given and
        every end has a branch. It begins at its first step, or at `start`. Its variables and steps are its own: it sees no
        variable of the plan but those of every call, and the plan sees none of its but by `gives`, which says what a variable
        of the sub-plan is called outside.

        Each call has its own copy of the steps: `water/describe`, `water/register`. So the proof, the walk and the graph know
        nothing of calls. Calls go at most four deep and in no circle, and all copies together count for what a plan may have.
        A fault is told at the sub-plan's own lines, once; where it comes in by what one call gives, it says by which.
        """,
        """
        ## Other plans

        `goto: tax` goes on at the start of the plan `tax`, `goto: { plan: tax, door: refunds }` at one of its doors:

        ```yaml
        dialplan: tax
        doors: { refunds: refund-menu }
        ```

        Who calls, the language and the last key come along; variables of the plan that is left do not. Plans that were compiled
        together keep to each other , so a reload never mixes versions within a call.

        The proof composes: each plan is proven for itself, every door and the start are beginnings in it, and a plan that
        promises a person leads only to plans that do. A person is never counted as near because another plan has one. Jumps of
        a call are counted; the ninth leads to the person of the plan it is in, so that plans which lead to each other are no
        way round.
        """,
    ]
}
