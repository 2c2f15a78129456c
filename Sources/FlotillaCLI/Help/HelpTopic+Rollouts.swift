/// What somebody who plans a rollout, or is called because one is held, wants to know at once.
extension HelpTopic {
    static let rolloutsText = """
        ROLLOUTS

        A rollout brings the fleet to a revision wave by wave. Behind each wave
        stand gates. It stops by itself when more targets fail than its budget
        bears.

          flotilla rollout plan --policy careful     who, in which wave; writes nowhere
          flotilla rollout start --policy careful    asks, then works
          flotilla rollout watch                     follow it
          flotilla rollout show                      state, why, who, what to type next

        What it is doing:

          advancing   it works on a wave
          gating      a gate is open: it soaks, is measured, or waits for a person
          sweeping    every wave is done; it looks for targets that joined
          retrying    targets that a person reopened are tried again
          pausing     nothing begins; some targets are still under way
          paused      it waits for a person, and nothing is under way
          aborting    it ends early
          aborted     it ended early; what was not begun stays as it was
          completed   every wave and every gate is behind it

        When it is held:

          rollout retry --sample 3          try three of the failed targets again
          rollout retry --resume            try all of them, then go on
          rollout resume --tolerate 5       go on and bear five failures
          rollout resume                    go on; a gate is measured anew
          rollout resume --past-gate        go on behind a gate that has not passed
          rollout approve                   agree to the gate that is open
          rollout abort                     end it; targets stay where they are
          rollout revert                    end it and take back what it changed
          rollout resolve ID --applied      a statement in doubt took effect on a target

        --tolerate and --past-gate need a --reason, which is kept.

        Work is done by 'rollout start', 'resume' and 'retry', and by every
        'flotilla worker' that reaches the ledger. For several machines the ledger
        is a PostgreSQL database ('flotilla ledger init --help').

        """

    static let policiesText = """
        POLICIES

        A policy says in which portions a rollout goes, how fast, what has to hold
        in between, and what happens when targets fail. It stands under policies:
        in flotilla.yaml, or in a file of its own. All keys, with their defaults:

          waves:                        # one wave with everybody
            - name: canary              # required
              select: ring=canary       # everybody that no earlier wave has taken
              count: 5                  # or percent: 10, of the whole fleet; the rest
              tolerate: 0               # as below
              gates: []                 # as below
          order: id                     # or longest-first, or {label: tier}
          concurrency:
            total: 32                   # under way at once, over all workers
            per_server: 16
            ramp: []                    # [1, 4, 16]: how many at first in a wave
          pause: 0s                     # from one beginning to the next
          failures:
            tolerate: 1%                # or a number; of each wave and of the whole
            mode: strict                # or eventual
            retries: 3                  # for failures that may pass
            then: pause                 # or abort, or revert
          gates: []                     # behind each wave
          windows: []                   # when targets may begin
          groups: {}                    # {oncall: [mia, omar]}, for approvals; also
                                        # beside policies: for all of them
          latecomers: sweep             # targets that join: a last wave, or name

        Gates, each with timeout, interval, successes and failures beside it:

          - soak: 10m
          - approval: {by: [mia, omar]}
          - sql: {on: targets, query: "SELECT ...", expect: none}
          - fingerprint: agree          # the targets of the wave have one schema
          - http: {url: "https://...", json: /status, equal: ok}
          - command: [./smoke-test]

        Windows:

          - {select: region=eu, days: [mon-thu], between: "01:00-05:00",
             zone: Europe/Berlin}

        In strict mode never more than one target over the budget fails, so no more
        are under way than it has room for: a budget of 2 lets three begin at once.
        Without --policy the one called default is taken; without that, one target,
        a tenth of the fleet, and the rest.

        """
}
