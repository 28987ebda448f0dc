"""What a text speaks of: runs of kanji, katakana and letters, which in Japanese carry the meaning. Plain text in, words out."""

import re
from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

KANJI = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ"
RUN = re.compile(f"[{KANJI}]{{2,}}|[ァ-ヴー]{{2,}}|[a-z]{{3,}}")
KEPT = 24  # words a text is known by
LONGEST = 32
OFTEN = 5  # a word said more often than this in one text counts no more
# In nearly every idea of such a contest: they say nothing of this one.
EVERYWHERE = (
    "市民 住民 自治体 自治 治体 行政 課題 地域 情報 活用 実現 必要 利用 使用 場所 時間 自分 問題 解決 作成 提供 参加 対象 可能 "
    "今回 現在 場合 方法 内容 効果 目的 連携 以下 以上 今後 最初 一人 理由 公開 確認 実際 説明 予算 議会 制度 検討 "
    "データ アイデア デザイン デジタル サービス チーム メンバー オープン オープンデータ"
)
COMMON = frozenset(EVERYWHERE.split())


def runs(text: str) -> Counter[str]:
    """Words as they stand in the text, how often each; full-width and half-width are one."""
    found = RUN.findall(normalize("NFKC", text).lower())
    return Counter(run[:LONGEST] for run in found if run not in COMMON)


def terms(run: str) -> list[str]:
    """The parts by which a word is compared: 高齢者 meets 高齢化 in 高齢; katakana and letters are compared whole."""
    if len(run) == 2 or not re.match(f"[{KANJI}]", run):
        return [run]
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return [pair for pair in pairs if pair not in COMMON]


def weighed(parts: Iterable[tuple[str, int]]) -> Counter[str]:
    """Words of several texts, each text with what one mention in it counts."""
    total: Counter[str] = Counter()
    for text, weight in parts:
        for run, count in runs(text).items():
            total[run] += weight * min(count, OFTEN)
    return total


def keywords(words: Counter[str]) -> list[str]:
    """The KEPT terms the texts are best known by, the weightiest first."""
    total: Counter[str] = Counter()
    for run, weight in words.items():
        for term in terms(run):
            total[term] += weight
    return [term for term, _weight in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:KEPT]]


def pairs(text: str) -> set[str]:
    """Pairs of neighbouring letters, whatever the script: how alike two short texts look."""
    plain = re.sub(r"\W+", "", normalize("NFKC", text).lower())
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def likeness(one: set[str], other: set[str]) -> float:
    """Dice's measure of two sets: 0 nothing in common, 1 the same."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
