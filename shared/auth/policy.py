"""The one matrix: which role may do which act, and how far it reaches.

Read a line as: *for this act, this role reaches this far*. What is not written is not allowed. A person
holds several roles and has the union. What no role may do at all (decide one's own claim, say) stands in
the services' `rules/`. `tests/suite/test_policy_walk.py` tries every line over HTTP.
"""

from enum import StrEnum


class Role(StrEnum):
    """Who someone is for the suite. Source: the branch's posts and the offices it works with.

    Whoever works at the factory and can sign in is staff, and whoever belongs to a branch is a member; to
    everything else one is appointed. A community officer comes from outside and is neither.
    """

    STAFF = "staff"
    MEMBER = "member"
    GROUP_LEADER = "group_leader"
    ORGANISATION = "organisation_commissioner"
    PUBLICITY = "publicity_commissioner"
    DISCIPLINE = "discipline_commissioner"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    HIGHER_OFFICER = "higher_officer"
    TEAM_LEADER = "team_leader"
    SAFETY_OFFICER = "safety_officer"
    EQUIPMENT_OFFICER = "equipment_officer"
    ENERGY_OFFICER = "energy_officer"
    TECHNICAL_OFFICER = "technical_officer"
    COMMUNITY_OFFICER = "community_officer"
    HR_CLIENT = "hr_client"
    PARTY_CLIENT = "party_client"
    DISPLAY_CLIENT = "display_client"
    SERVICE_CLIENT = "service_client"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


COMMITTEE = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE)
OFFICERS = (
    Role.TEAM_LEADER,
    Role.SAFETY_OFFICER,
    Role.EQUIPMENT_OFFICER,
    Role.ENERGY_OFFICER,
    Role.TECHNICAL_OFFICER,
)
EXCLUSIVE = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
"""Nobody holds two of these (separation of duties, GB/T 22239-2019 level 2)."""


MACHINES = frozenset({Role.HR_CLIENT, Role.PARTY_CLIENT, Role.DISPLAY_CLIENT, Role.SERVICE_CLIENT})
"""Held by programs and by no person."""


class Reach(StrEnum):
    """How far a right goes from where it is held."""

    OWN = "own"
    GROUP = "group"
    BRANCH = "branch"
    SUBTREE = "subtree"
    ALL = "all"
    COMMUNITY = "community"


OWN, GROUP, BRANCH, SUBTREE, ALL = Reach.OWN, Reach.GROUP, Reach.BRANCH, Reach.SUBTREE, Reach.ALL

EVERYONE = dict.fromkeys(Role, ALL)
PEOPLE_OWN: dict[Role, Reach] = {role: OWN for role in Role if role not in MACHINES}
INSIDERS: dict[Role, Reach] = {role: ALL for role in Role if role is not Role.COMMUNITY_OFFICER}
COMMITTEE_IN_BRANCH = dict.fromkeys(COMMITTEE, BRANCH)
OFFICERS_IN_BRANCH = dict.fromkeys(OFFICERS, BRANCH)
LEADER_IN_GROUP = {Role.GROUP_LEADER: GROUP}
HIGHER = {Role.HIGHER_OFFICER: SUBTREE}
PARTY_READERS = {Role.MEMBER: OWN} | LEADER_IN_GROUP | COMMITTEE_IN_BRANCH | HIGHER
WHOLE_BRANCH = {Role.MEMBER: BRANCH} | {Role.GROUP_LEADER: GROUP} | COMMITTEE_IN_BRANCH | HIGHER
AT_COMMUNITY = {Role.COMMUNITY_OFFICER: Reach.COMMUNITY}
STEWARDS = {Role.SECRETARY: BRANCH, Role.ORGANISATION: BRANCH}

POLICY: dict[str, dict[Role, Reach]] = {
    # directory
    "organisation.read": EVERYONE,
    "organisation.write": {Role.SYSTEM_ADMINISTRATOR: ALL} | HIGHER,
    "workplace.read": INSIDERS,
    "workplace.write": {Role.SYSTEM_ADMINISTRATOR: ALL, Role.HR_CLIENT: ALL},
    "person.read": PARTY_READERS
    | OFFICERS_IN_BRANCH
    | {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL, Role.SECURITY_ADMINISTRATOR: ALL},
    "person.write": {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "hr_sync.read": {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "hr_sync.write": {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "field_owner.read": {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "field_owner.write": {Role.SYSTEM_ADMINISTRATOR: ALL},
    "scim.read": {Role.HR_CLIENT: ALL},
    "scim.write": {Role.HR_CLIENT: ALL},
    "membership.read": PARTY_READERS,
    "membership.write": {Role.ORGANISATION: BRANCH} | HIGHER,
    "appointment.read": PARTY_READERS | {Role.SECURITY_ADMINISTRATOR: ALL},
    "appointment.write": {Role.SECURITY_ADMINISTRATOR: ALL} | HIGHER,
    "account.write": {Role.SECURITY_ADMINISTRATOR: ALL},
    "client.read": {Role.SECURITY_ADMINISTRATOR: ALL},
    "client.write": {Role.SECURITY_ADMINISTRATOR: ALL},
    "token.introspect": {Role.SERVICE_CLIENT: ALL},
    "feed.read": {Role.HR_CLIENT: ALL, Role.PARTY_CLIENT: ALL},
    "feed.party": {Role.PARTY_CLIENT: ALL},
    "annual_result.read": {Role.HR_CLIENT: ALL},
    "webhook.read": {Role.HR_CLIENT: OWN, Role.SECURITY_ADMINISTRATOR: ALL},
    "webhook.write": {Role.HR_CLIENT: OWN, Role.SECURITY_ADMINISTRATOR: ALL},
    "self.read": EVERYONE,
    "self.write": EVERYONE,
    "sensitive_detail.read": {Role.HR_CLIENT: ALL} | LEADER_IN_GROUP | COMMITTEE_IN_BRANCH | HIGHER,
    "birthday.read": COMMITTEE_IN_BRANCH,
    "reading.read": {Role.AUDITOR: ALL},
    "privacy_consent.give": {Role.STAFF: OWN},
    "privacy_consent.read": {Role.STAFF: OWN, Role.PUBLICITY: BRANCH, Role.SECRETARY: BRANCH},
    "correction_request.make": {Role.STAFF: OWN},
    "correction_request.read": {Role.STAFF: OWN, Role.ORGANISATION: BRANCH}
    | {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "correction_request.decide": {Role.ORGANISATION: BRANCH}
    | {Role.HR_CLIENT: ALL, Role.SYSTEM_ADMINISTRATOR: ALL},
    "message.read": PEOPLE_OWN,
    "message.prefer": PEOPLE_OWN,
    "message_delivery.read": {Role.SYSTEM_ADMINISTRATOR: ALL},
    "absence.read": {Role.STAFF: OWN, Role.HR_CLIENT: ALL} | LEADER_IN_GROUP | COMMITTEE_IN_BRANCH | HIGHER,
    "absence.write": {Role.ORGANISATION: BRANCH, Role.HR_CLIENT: ALL},
    "transfer.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH | HIGHER,
    "transfer.issue": STEWARDS,
    "transfer.receive": STEWARDS,
    "departure.read": {Role.STAFF: OWN, Role.HR_CLIENT: ALL} | COMMITTEE_IN_BRANCH | HIGHER,
    "departure.write": {Role.ORGANISATION: BRANCH, Role.HR_CLIENT: ALL},
    "regularisation.read": PARTY_READERS,
    "regularisation.propose": {Role.ORGANISATION: BRANCH},
    "regularisation.decide": STEWARDS,
    "discipline_reference.read": {Role.STAFF: OWN, Role.SECRETARY: BRANCH, Role.DISCIPLINE: BRANCH} | HIGHER,
    "discipline_reference.write": {Role.DISCIPLINE: BRANCH} | HIGHER,
    "message_delivery.repeat": {Role.SYSTEM_ADMINISTRATOR: ALL},
    # points
    "scheme.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | OFFICERS_IN_BRANCH | HIGHER,
    "scheme.write": STEWARDS,
    "scheme.approve": {Role.SECRETARY: BRANCH},
    "period.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | OFFICERS_IN_BRANCH | HIGHER,
    "period.write": STEWARDS,
    "annual_score.read": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | HIGHER,
    "simulation.run": COMMITTEE_IN_BRANCH | HIGHER,
    "checkpoint.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | OFFICERS_IN_BRANCH | HIGHER,
    "calendar.read": INSIDERS,
    "calendar.write": {Role.ORGANISATION: BRANCH},
    "claim.submit": {Role.MEMBER: OWN},
    "claim.read": PARTY_READERS,
    "claim.check": LEADER_IN_GROUP,
    "claim.decide": COMMITTEE_IN_BRANCH | HIGHER,
    "file.write": {Role.MEMBER: OWN} | OFFICERS_IN_BRANCH | COMMITTEE_IN_BRANCH,
    "file.read": PARTY_READERS | OFFICERS_IN_BRANCH,
    "report.make": OFFICERS_IN_BRANCH | COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "entry.read": PARTY_READERS,
    "entry.reverse": COMMITTEE_IN_BRANCH,
    "score.read": PARTY_READERS,
    "distribution.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "notice.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "objection.file": {Role.MEMBER: BRANCH},
    "objection.appeal": {Role.MEMBER: OWN},
    "objection.read": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | HIGHER,
    "objection.answer": COMMITTEE_IN_BRANCH,
    "objection.review": HIGHER,
    "result.read": PARTY_READERS,
    "grade.confirm": COMMITTEE_IN_BRANCH,
    "excess.approve": HIGHER,
    "transfer_sheet.read": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | HIGHER,
    # activities
    "meeting.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "meeting.write": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "roll.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "scan.make": {Role.MEMBER: BRANCH},
    "scan.record": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "attendance.read": PARTY_READERS,
    "attendance.correct": {Role.MEMBER: OWN, Role.SECRETARY: BRANCH, Role.DEPUTY_SECRETARY: BRANCH} | HIGHER,
    "leave.ask": {Role.MEMBER: BRANCH},
    "leave.withdraw": {Role.MEMBER: OWN},
    "leave.read": PARTY_READERS,
    "leave.decide": {Role.SECRETARY: BRANCH, Role.DEPUTY_SECRETARY: BRANCH} | LEADER_IN_GROUP | HIGHER,
    "make_up.read": PARTY_READERS,
    "make_up.hand_in": {Role.MEMBER: OWN},
    "make_up.decide": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "overdue_meeting.read": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP | HIGHER,
    "registration.make": {Role.MEMBER: BRANCH},
    "registration.answer": {Role.MEMBER: OWN},
    "registration.read": PARTY_READERS,
    "registration.write": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "duty.take": {Role.MEMBER: BRANCH},
    "undertaking.read": PARTY_READERS,
    "undertaking.answer": {Role.MEMBER: OWN},
    "undertaking.withdraw": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "theme.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "theme.propose": {Role.MEMBER: BRANCH},
    "theme.decide": COMMITTEE_IN_BRANCH,
    "theme_day.plan": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH,
    "parameter.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "parameter.write": {Role.SECRETARY: BRANCH},
    "series.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "series.write": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "calendar_feed.write": {Role.STAFF: OWN},
    "meeting.preside": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "ballot.cast": {Role.MEMBER: BRANCH},
    "opinion.lodge": {Role.MEMBER: BRANCH},
    "minutes.check": {Role.ORGANISATION: BRANCH},
    "task.complete": {Role.MEMBER: OWN} | COMMITTEE_IN_BRANCH | LEADER_IN_GROUP,
    "lesson.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH | COMMITTEE_IN_BRANCH | HIGHER,
    "lesson.write": COMMITTEE_IN_BRANCH,
    "lesson.join": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH,
    "lesson.give": {Role.STAFF: OWN},
    "outline.decide": {Role.PUBLICITY: BRANCH, Role.SECRETARY: BRANCH},
    "post_talk.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "post_talk.follow_up": COMMITTEE_IN_BRANCH | LEADER_IN_GROUP | HIGHER,
    "post_talk.own": {Role.MEMBER: OWN},
    "post_talk.expect": COMMITTEE_IN_BRANCH,
    "debate.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH | COMMITTEE_IN_BRANCH | HIGHER,
    "debate.write": COMMITTEE_IN_BRANCH,
    "debate.join": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH,
    "evaluation.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "evaluation.write": COMMITTEE_IN_BRANCH | HIGHER,
    "evaluation.propose": COMMITTEE_IN_BRANCH,
    "evaluation.judge": {Role.MEMBER: BRANCH},
    "learning.read": {Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH | COMMITTEE_IN_BRANCH | HIGHER,
    "learning.take": {Role.MEMBER: BRANCH} | OFFICERS_IN_BRANCH,
    "learning.write": COMMITTEE_IN_BRANCH,
    "attempt.take": {Role.STAFF: OWN},
    "notice.publish": {Role.PUBLICITY: BRANCH, Role.SECRETARY: BRANCH},
    "material.decide": {Role.PUBLICITY: BRANCH, Role.SECRETARY: BRANCH},
    "survey.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "survey.answer": {Role.STAFF: OWN, Role.MEMBER: BRANCH},
    "survey.write": COMMITTEE_IN_BRANCH,
    # volunteering
    "volunteer.register": {Role.STAFF: OWN, Role.MEMBER: OWN},
    "volunteer.read": {Role.STAFF: OWN} | PARTY_READERS | AT_COMMUNITY,
    "consent.give": {Role.STAFF: OWN},
    "consent.read": {Role.STAFF: OWN} | AT_COMMUNITY,
    "qualification.state": {Role.STAFF: OWN},
    "qualification.read": {Role.STAFF: OWN, Role.SAFETY_OFFICER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "qualification.check": {Role.SAFETY_OFFICER: BRANCH} | COMMITTEE_IN_BRANCH,
    "community.read": {Role.STAFF: ALL, Role.COMMUNITY_OFFICER: ALL},
    "community.write": AT_COMMUNITY | {Role.SYSTEM_ADMINISTRATOR: ALL},
    "member_report.make": {Role.MEMBER: OWN},
    "member_report.read": {Role.STAFF: OWN} | PARTY_READERS | AT_COMMUNITY,
    "member_report.receive": AT_COMMUNITY,
    "member_report.end": {Role.STAFF: OWN} | AT_COMMUNITY,
    "unit_report.make": COMMITTEE_IN_BRANCH,
    "unit_report.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "unit_report.receive": AT_COMMUNITY,
    "unit_report.end": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "joint_agreement.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "joint_agreement.write": COMMITTEE_IN_BRANCH,
    "joint_agreement.sign": {Role.SECRETARY: BRANCH} | AT_COMMUNITY,
    "joint_agreement.plan": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "demand.read": {Role.STAFF: ALL} | AT_COMMUNITY,
    "demand.write": AT_COMMUNITY,
    "wish_taking.take": {Role.STAFF: ALL},
    "wish_taking.read": {Role.STAFF: OWN} | AT_COMMUNITY,
    "wish_taking.fulfil": {Role.STAFF: OWN},
    "wish_taking.confirm": AT_COMMUNITY,
    "match.read": COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "match.answer": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "resource.offer": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH,
    "resource.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "project.read": {Role.STAFF: ALL, Role.MEMBER: ALL} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "project.write": COMMITTEE_IN_BRANCH,
    "project.agree": AT_COMMUNITY,
    "project.end": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "sign_up.make": {Role.STAFF: OWN},
    "work_shift.read": {Role.STAFF: OWN},
    "work_shift.write": {Role.HR_CLIENT: ALL},
    "sign_up.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_scan.make": {Role.STAFF: OWN},
    "service_scan.record": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_record.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "service_record.publicity": {Role.STAFF: OWN, Role.MEMBER: BRANCH}
    | COMMITTEE_IN_BRANCH
    | HIGHER
    | AT_COMMUNITY,
    "service_record.tell": {Role.STAFF: OWN},
    "service_record.enter": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_record.correct": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_record.void": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_record.dispute": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_record.settle": COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "confirmation.make": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "no_show.mark": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "no_show.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "no_show.appeal": {Role.STAFF: OWN},
    "no_show.answer": COMMITTEE_IN_BRANCH | AT_COMMUNITY,
    "service_card.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "star_level.apply": {Role.STAFF: OWN},
    "star_level.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "star_level.decide": COMMITTEE_IN_BRANCH,
    "record_sheet.issue": {Role.STAFF: OWN},
    "record_sheet.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH,
    "record_sheet.withdraw": COMMITTEE_IN_BRANCH,
    "volunteering_parameter.read": {Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "volunteering_parameter.write": {Role.SECRETARY: BRANCH},
    "drive.read": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER,
    "drive.account": {Role.STAFF: OWN, Role.MEMBER: BRANCH} | COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "drive.write": COMMITTEE_IN_BRANCH,
    "drive.approve": COMMITTEE_IN_BRANCH | HIGHER,
    "drive.handle": COMMITTEE_IN_BRANCH,
    "drive.register": COMMITTEE_IN_BRANCH,
    "beneficiary.read": COMMITTEE_IN_BRANCH,
    "drive.word": COMMITTEE_IN_BRANCH | HIGHER,
    "donation.give": {Role.STAFF: OWN, Role.MEMBER: BRANCH},
    "donation.own": {Role.STAFF: OWN},
    "donation.read": {Role.STAFF: OWN} | COMMITTEE_IN_BRANCH,
    "feedback_letter.read": COMMITTEE_IN_BRANCH | HIGHER | AT_COMMUNITY,
    "feedback_letter.sign": AT_COMMUNITY,
    "feedback_letter.receipt": COMMITTEE_IN_BRANCH,
    "national_record.export": COMMITTEE_IN_BRANCH,
    "hsds.read": {Role.STAFF: ALL} | AT_COMMUNITY,
    # everywhere
    "audit.read": {Role.AUDITOR: ALL},
    "problem.read": EVERYONE,
}

WATCHED = frozenset(
    {
        *("service_scan.record", "service_record.enter", "service_record.correct", "service_record.void"),
        "confirmation.make",
    }
)
"""Acts that make or unmake hours: whoever tries them without the right leaves an audit row."""
