"""Whether a company leaves customers unanswered: all families of claims, and of their opposite."""

from nlp.labels import EvidenceLabel, IgnoringKind
from nlp.rules import Family, Rule

from . import brushing, calls, promises, reactions, sequels, silence


def _claims(kind: IgnoringKind, *rules: Rule) -> Family:
    return Family(EvidenceLabel.IGNORING_CLAIMED, rules, detail=kind.value)


# The particular before the general: «обещали перезвонить и не перезвонили» is a broken promise first.
FAMILIES = (
    _claims(
        IgnoringKind.BROKEN_PROMISE,
        promises.promised_in_vain,
        promises.feeds_with_promises,
        sequels.promise_came_to_nothing,
    ),
    _claims(IgnoringKind.NO_SHOW, promises.technician_did_not_come),
    _claims(
        IgnoringKind.DELETED, promises.complaint_removed, promises.complaint_vanished, promises.author_banned
    ),
    _claims(IgnoringKind.CLOSED, promises.closed_with_nothing_done),
    _claims(IgnoringKind.HUNG_UP, calls.hangs_up, calls.rings_off),
    _claims(IgnoringKind.RUNAROUND, brushing.sends_around),
    _claims(IgnoringKind.UNREACHABLE, calls.cannot_get_through, calls.nobody_picks_up, calls.endless_queue),
    _claims(
        IgnoringKind.BRUSH_OFF,
        brushing.canned_answer,
        brushing.will_not_help,
        brushing.problem_is_yours,
        brushing.says_all_is_well,
        brushing.does_not_care,
        brushing.useless_to_ask,
        brushing.came_and_changed_nothing,
    ),
    _claims(
        IgnoringKind.NO_REPLY,
        silence.nobody_answers,
        silence.no_answer_came,
        silence.ignores_people,
        silence.nobody_called_back,
        silence.silence_in_return,
        silence.long_wait_for_answer,
        silence.nothing_came_of_it,
    ),
    Family(
        EvidenceLabel.IGNORING_DENIED,
        (
            reactions.does_not_ignore,
            reactions.answers_fast,
            reactions.somebody_called,
            reactions.called_back,
            reactions.came_soon,
            reactions.speaks_frankly,
            reactions.support_helped,
            reactions.solved_by_them,
        ),
    ),
)
