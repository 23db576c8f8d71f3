extension StepChapters {
    /// Of steps about the waiting line.
    static let line: [StepWord: String] = [
        .callBack: """
        ```yaml
        line:
          queue: general
          call-back: { key: 2, to: back, greeting: call-back-greeting }
          closed: no-place
        back:
          call-back: caller
          when: chosen
          arranged: goodbye
          failed: message
          exhausted: line
        ```

        The place stays in line by its first join time from the moment at which the key is pressed. The number that the call came
        from is read back; 2 keys another, and a withheld one has to be keyed. Who hangs up half-way is called at the number that
        the call came from. Who goes back into the line, as `exhausted` does here, has the same place.

        The citizen is dialled when an agent is reserved for the place, and never before: so nobody answers to silence. Who
        answers hears the greeting at once and takes the call with 1; only then the agent's phone rings. The greeting names nobody
        and says nothing personal, because somebody else may have answered; without a key the call counts as an attempt. How often
        and at what hours a phone may ring stands in `config/queues.yaml`. Whoever cannot be reached becomes a case.

        It is written in the language itself, like `case-status`: it becomes the steps `back/ways`, `back/right`, `back/number`,
        `back/when`, `back/write`, `back/promised` and a few more.
        """
    ]
}
