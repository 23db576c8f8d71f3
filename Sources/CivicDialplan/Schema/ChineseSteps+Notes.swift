extension ChineseSteps {
    /// What the table cannot hold, in Markdown; `nil` where the table says it all.
    package static func notes(of form: StepForm) -> String? { notes[form.word] }

    static let notes: [StepWord: String] = [
        .collect: """
        | `kind` | 来电人输入 | 变量是 |
        |---|---|---|
        | `digits` | 位数按 `digits`；`star: true` 时可以有星号 | 文字 |
        | `id-number` | 17 位数字加一位数字或星号（代替 X）；按 GB 11643-1999 校验 | 文字，含 X；始终保密 |
        | `date` | `20261001`，或 `1001` 表示最近的那天；在 `earliest` 和 `latest` 之间 | 日期 |
        | `money` | 以元为单位，星号作小数点：`12*50` | 以分为单位的数，用 `as: money` 播报 |

        校验不通过走 `check-failed`，没写就走 `wrong-key`，都算一次没按对。`confirm` 在 `prompt` 和 `ask` 之间复述；按“是”采用，按“否”
        重新输入；按其他键或不按就再问一遍。保密的内容在话务员屏幕上显示为 `••••`，播报时略去。
        """,
        .goto: "转到的方案从开头或入口开始；语言和最后一个键会带过去，变量不会。",
        .call: "子方案写在方案开头的 `sub-plans` 里；参数都要给，每个结局都要有去向。",
        .branch: "条件可以用 `and`、`or`、`not`、`has`、比较和 `in [ … ]`；没有值的变量，条件一律不成立。",
        .transfer: """
        `transfer: { number: "110" }` 或 `{ unit: water-company }`（用单位档案里的电话）。振铃 `ring-for`，这段时间按 0 仍转人工。
        `failed` 是占线、拒接或不允许；`no-answer` 是没有人接。`story: true` 时，接听方会看到摘要和来电人的操作经过，保密内容除外。
        """,
        .survey: """
        一到五个问题，每个按 1 到 5 回答，之后可以留言。没有回答或按了别的键就跳过，不再问。按 0 转人工。问完、离开或挂机时，答案记入台账。
        """,
        .lookUp: """
        写了 `attempts` 和 `exhausted`，查不到就算一次没按对，方案可以回到提问；近来验证输错太多次走 `locked`。
        """,
        .chooseLanguage: """
        按键选的语言会按号码记住：下次来电就用这种语言，也可以重选。几个人合用的电话，用上一次选的。
        """,
        .caseStatus: """
        先问办件编号和验证信息，查到后播报编号、状态、何时答复或是否超期。不符会告知并再问一次；按得不对各可以再按。系统慢或故障也会告知，
        所以每个去向都不会没有声音。查到的人从此是 `proven`，并有 `status.case`、`.state`、`.due`、`.updated`、`.unit`。

        它会展开成 `case/number`、`case/proof`、`case/look-up`、`case/told` 等步骤，图和测试里看得到，方案也可以转到它们，例如再说一遍。
        """,
        .verify: """
        请 `identify` 查到的人输入查询密码或身份证号后四位（X 按星号）。不符会告知并再问，一共三次；一小时内同一个人错五次，或同一个号码错十次，
        所有来电都会 `locked`。没有查到人的不问，走 `unknown`。输入的内容不会出现在屏幕、日志和台账里。
        """,
        .disputeCase: """
        市民说已答复或已办结的办件没有解决：办件马上退回承办单位（`dispatched`，时限照旧），记入办理经过和台账；留言会附上，说完就挂机也算。
        只能是本次来电验证过的办件，或回访电话所说的那一件。
        """,
        .agreeCase: """
        市民说已答复的办件解决了：马上办结，记入办理经过和台账；归档之前还可以改口。限定与 `dispute-case` 相同。
        """,
        .relay: """
        承办单位在 `/cases` 为工单取一个呼叫码，打进来输入；网页上直接拨打的不用输。热线用自己的号码、按群众愿意的时间和方式打给群众，报出单位和工单
        编号（保密工单只报编号）。群众按 1 接通；按 2、不按或是语音信箱都不接通。双方都看不到、听不到对方的号码。呼叫码八小时内有效，最多用六次，
        工单转走就作废；同一号码一小时内输错五次走 `locked`。每次呼叫都记入工单和台账。每个去向之前都已经告知原因。
        """,
        .answer: """
        逐段播报 `config/articles.yaml` 里的文章。按 1 重听本段，按井号停止，按其他键听下一段，按 0 转人工。播报会留下记录：哪篇、哪一版、
        哪个来电、什么语言、听完几段、听了多久。过了有效期不再播报，告知来电人并走 `expired`。
        """,
        .identify: """
        `human-first: elderly` 让已识别的六十岁以上来电人直接转到方案的 `person`，和按 0 到的是同一处，不会插队。检查会在每个时段模拟他们的来电，
        若先要按键就会指出。识别还会得知来电人住在哪个乡镇，供 `hours` 判断；年龄和住址都不是变量，任何条件都读不到。
        """,
        .hours: """
        日历里的 `closures` 让一个乡镇暂停办公：已知住在那里的来电人，在县里办公的时候走 `closure`（没写就走 `closed`）；不知道住哪里的，按县里的
        时间。`into: office` 之后，`office.opens` 是恢复办公的时间，`office.reason` 是原因：
        `{ prompt: "closure.{office.reason}", when: has office.reason }` 播报 `closure.flood`。
        """,
        .announceSurge: """
        值班长或管理员在 `/surge` 或用 `civicline surge on` 把一段通知加在来电前面：预先备好的（目录里的 `surge.名称`），或现写的各语言文字，
        对一个方案或全部方案，到某个时间为止。之后走到这一步的来电会听到；已经过了这一步的听不到。通知有问题绝不影响来电：无声地走 `then`。
        """,
        .callBack: """
        从按键那一刻起，位置按最初排队的时间保留。先复述来电号码，按 2 另输；隐藏号码的要输入。有话务员空出来才拨，接听的人马上听到问候，
        按 1 才接通话务员。问候不提姓名和事项，因为接电话的可能是别人。何时可以打、打几次写在 `config/queues.yaml`；总打不通的会转成办件。
        """,
    ]
}
