"""Acts on awards. Each takes the cycle's lock first, so that a decision and a publication never overtake each other."""

from awards.services.bundles import ask_for_bundle, make_bundle, make_bundles
from awards.services.certificates import (
    ask_for_member,
    issue_certificates,
    issue_participation,
    reissue_certificate,
    revoke_certificate,
)
from awards.services.combining import freeze_rule
from awards.services.counting import decide_due_viewer_awards, decide_viewer_awards, follow_confirmed_polls
from awards.services.deciding import clear_award, decide_as_selector, decide_award, return_award, withhold_award
from awards.services.laying import lay_out_awards
from awards.services.polls import prepare_due_polls, prepare_polls, vote_window
from awards.services.publishing import (
    agree_publication,
    digest_of,
    propose_publication,
    publish,
    publish_due_awards,
    take_back_publication,
)
from awards.services.stage import (
    draw_lots,
    lay_out_order,
    move_item,
    reveal_next,
    run_timer,
    show_item,
    tell_screens,
)
from awards.services.telling import tell_followers

__all__ = [
    "agree_publication",
    "ask_for_bundle",
    "ask_for_member",
    "clear_award",
    "decide_as_selector",
    "decide_award",
    "decide_due_viewer_awards",
    "decide_viewer_awards",
    "digest_of",
    "draw_lots",
    "follow_confirmed_polls",
    "freeze_rule",
    "issue_certificates",
    "issue_participation",
    "lay_out_awards",
    "lay_out_order",
    "make_bundle",
    "make_bundles",
    "move_item",
    "prepare_due_polls",
    "prepare_polls",
    "propose_publication",
    "publish",
    "publish_due_awards",
    "reissue_certificate",
    "return_award",
    "reveal_next",
    "revoke_certificate",
    "run_timer",
    "show_item",
    "take_back_publication",
    "tell_followers",
    "tell_screens",
    "vote_window",
    "withhold_award",
]
