extension ChineseSteps {
    static let serving: [String: String] = [
        "A place in line, truly told, until an agent talks or the caller chooses otherwise.":
            "排队等话务员，如实告知位置，直到接通或来电人另作选择。",
        "The line.": "哪个队列。",
        "Said while the place is written.": "登记位置时播报。",
        "Said once the caller has the place, before position and wait.": "排上之后、告知位置和等候时间之前播报。",
        "Leads in to the wait in minutes.": "引出还要等几分钟。",
        "Said where there is no estimate.": "估计不出时间时播报。",
        "What the caller may press.": "来电人可以按哪些键。",
        "Looped while nothing is said.": "没有播报时循环播放的音乐。",
        "How often the caller hears of the place; 45s.": "多久告知一次位置；默认 45s。",
        "Said before it.": "告知之前先播的话。",
        "Said when an agent was lost or gave the caller back.": "话务员掉线或把来电退回队列时播报。",
        "Keys that leave the line.": "离开队列的键。",
        "{ after, to }: where too long a wait leads.": "{ after, to }：等太久之后去哪一步。",
        "{ key, to, greeting }: the key that keeps the place, the step that arranges the call-back, and what is said when the citizen answers it; 1 takes the call then.":
            "{ key, to, greeting }：保留位置的键、约定回电的步骤，以及市民接回电时听到的话；市民按 1 接听。",
        "What an agent has to know, by level from 1 to 5: { tax: 3 }; relaxes by the queue.":
            "话务员要会什么，等级 1 到 5：{ tax: 3 }；等久了按队列的规定放宽。",
        "Goes ahead of every other place; counted and logged; false.": "人命关天，排在所有人前面；会计数并记日志；默认 false。",
        "There is no place to be had.": "排不上队。",
        "After the agent has hung up; the call ends without it.": "话务员挂机之后去哪一步；不写就结束通话。",
        "Settles at what number and when the citizen is called back, and promises it once it is durable.":
            "约定回电的号码和时间，登记成功后再承诺。",
        "Whom. The place that the caller has in line is kept; without one the call-back joins the first line of the plan that has call-back.":
            "给谁回电。排队的位置保留；没有排队的，排进本方案第一个可以回电的队列。",
        "chosen offers two times of day as well; now.": "chosen 还可以选两个时段；默认 now。",
        "How another number is asked for: { prompt, again, between }.": "怎么问另一个号码：{ prompt, again, between }。",
        "Said once it is durable; call-back-promised.": "登记成功后播报；默认 call-back-promised。",
        "Until it has failed; 2s for the times, 5s for the writing.": "超过多久算失败；查时段 2s，登记 5s。",
        "Misses, and numbers that cannot be called; 2 each.": "没按对和打不了的号码，各最多 2 次。",
        "From the end of a prompt to the first key; 6s.": "播完之后等第一个键的时间；默认 6s。",
        "It is durable, and has been promised.": "已经登记，并已承诺。",
        "It could not be written, or the number cannot be called; this has been said.":
            "没能登记，或者号码打不了；已告知。",
        "Puts the caller through to a number or a unit.": "把来电人转到一个号码或一个单位。",
        "{ number } or { unit }.": "{ number } 或 { unit }。",
        "Said before it rings.": "振铃之前播报。",
        "5s to 2m; 30s.": "振铃多久，5s 到 2m；默认 30s。",
        "Whether who answers is given what the caller did; false.": "是否把来电人的操作经过告诉接听方；默认 false。",
        "In front of the story.": "写在经过前面的话。",
        "Busy, refused, no way there.": "占线、拒接或转不过去。",
        "Nobody took it.": "没有人接。",
        "After the talk; the call ends without it.": "通话之后去哪一步；不写就结束通话。",
        "The caller speaks after the tone, until pound, silence or the longest time.":
            "提示音之后留言，到按井号、不再说话或时间用完为止。",
        "What for.": "作什么用。",
        "Said instead when nothing was heard.": "没有听到声音时改播。",
        "At most an hour; 2m.": "最长多久，不超过一小时；默认 2m。",
        "Seconds; shorter is empty; 1.": "秒数，更短的算没有留言；默认 1。",
        "How often it is tried; 2.": "最多几次；默认 2。",
        "Nothing was heard in any attempt.": "每次都没有听到声音。",
        "Writes a case; the caller hears its number only after it is durable.": "登记办件；存妥之后才播报编号。",
        "The service, or a template such as \"{topic}\".": "服务事项，或 \"{topic}\" 这样的模板。",
        "What goes with it.": "附上什么。",
        "What the unit reads; keys and the recording's length are added.": "承办单位看到的摘要；会自动加上按键和录音长度。",
        "Takes the case's number.": "存放办件编号。",
        "Said while it is written.": "登记时播报。",
        "Until it has failed; 10s.": "超过多久算失败；默认 10s。",
        "It is written.": "登记成功。",
        "It could not be.": "没能登记。",
    ]

    /// What a word takes, for people.
    package static func kind(_ kind: StepForm.Kind) -> String {
        switch kind {
        case .step: "一个步骤"
        case .speech: "一条提示语，或提示语、数值、停顿的列表"
        case .prompt: "一条提示语"
        case .keysToSteps: "按键和对应的步骤"
        case .keysToLanguages: "按键和对应的语言"
        case .duration: "时长，如 800ms、5s、2m"
        case .whole(let range): "\(range.lowerBound) 到 \(range.upperBound)"
        case .flag: "true 或 false"
        case .text: "文字"
        case .variable: "变量名"
        case .expressions: "名称和表达式"
        case .choice(let words): words.joined(separator: "、")
        case .queue: "一个队列"
        case .service: "一个服务事项"
        case .calendar: "一个日历"
        case .lookUp: "一个数据源"
        case .article: "一篇文章"
        case .other: "见说明"
        }
    }

    /// The ways out of a step, as `StepReference.ways` tells them in English.
    package static func ways(of form: StepForm) -> String {
        if form.word == .goto { return "另一个方案" }
        if form.word == .call { return "子方案的每个结局各一个去向" }
        let ways = form.waysOut.map { $0.isRequired ? $0.name : "\($0.name)（写了才有）" }
        return ways.isEmpty ? "通话结束" : ways.joined(separator: "、")
    }
}
