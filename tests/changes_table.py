"""What changed over time: for each change a question, its answer, and the words from each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from content.guide import Answer
from content.release import Edition
from tests.journey import TODAY, published

IN_2017, IN_2021 = date(2017, 10, 1), date(2021, 9, 1)


@dataclass(frozen=True)
class Row:
    """One change: what is asked, which answer is right, and what it says from each day on."""

    question: str
    answer: str
    says: dict[str, str]

    def words(self, day: date) -> str | None:
        """What the answer must say on a day; None if nothing is known of that day."""
        begun = [start for start in self.says if date.fromisoformat(start) <= day]
        return self.says[max(begun)] if begun else None

    @property
    def days(self) -> list[date]:
        """The days asked about."""
        starts = [date.fromisoformat(start) for start in self.says]
        eves = [date.fromordinal(start.toordinal() - 1) for start in starts]
        return sorted({IN_2017, IN_2021, TODAY, *starts, *eves})


ROWS = {
    "slavery offences": Row(
        "what are the modern slavery offences",
        "",
        {"2015-01-01": "section 71", "2015-07-31": "Section 1: holding"},
    ),
    "section 45": Row(
        "what is section 45",
        "s45-what",
        {
            "2015-01-01": "no defence of their own",
            "2015-07-31": "on or after that day",
            "2026-04-27": "defence",
        },
    ),
    "schedule 4": Row(
        "which offences were added to schedule 4",
        "s4-list",
        {
            "2015-07-31": "the first list",
            "2019-04-12": "voyeurism",
            "2020-12-31": "assisting unlawful immigration",
            "2021-07-29": "space offences",
            "2022-06-07": "strangulation",
            "2022-07-01": "virginity",
            "2023-12-20": "National Security",
            "2024-01-31": "cyberflashing",
            "2026-04-07": "Shut out, mainly",
        },
    ),
    "who proves section 45": Row(
        "who proves the slavery defence",
        "s45-prove",
        {"2015-07-31": "had to prove part", "2018-03-28": "prosecution"},
    ),
    "NRM decision at trial": Row(
        "is the nrm decision evidence for section 45 at trial",
        "s45-nrm-link",
        {"2020-12-01": "DPP v M", "2021-05-19": "is not evidence at trial", "2026-04-27": "not"},
    ),
    "NRM form": Row(
        "is there a paper nrm form",
        "nrm-how",
        {"2015-07-31": "a paper form", "2020-03-01": "Online only", "2026-04-27": "online"},
    ),
    "Duty to Notify form": Row(
        "where is the ms1 form",
        "dtn-how",
        {"2015-11-01": "the MS1 form, emailed", "2019-04-29": "same online report"},
    ),
    "Duty to Notify timing": Row(
        "how long do i have for a dtn",
        "dtn-deadline",
        {"2015-11-01": "within one month", "2019-04-29": "no deadline", "2026-04-27": "no"},
    ),
    "Duty to Notify anonymity": Row(
        "is the duty to notify anonymous",
        "dtn-identity",
        {
            "2015-11-01": "identified an adult",
            "2019-04-29": "could choose to stay anonymous",
            "2026-03-25": "co-operate",
        },
    ),
    "who decides": Row(
        "who makes the nrm decisions",
        "decision-maker",
        {
            "2015-07-31": "National Crime Agency",
            "2019-04-29": "Single Competent Authority",
            "2021-11-08": "Immigration Enforcement Competent Authority",
        },
    ),
    "child decisions": Row(
        "child nrm pilot",
        "decision-child-panel",
        {
            "2015-07-31": "no local panels",
            "2021-06-01": "ten pilot areas",
            "2023-01-01": "20 pilot areas",
            "2025-09-01": "September 2025",
        },
    ),
    "first test": Row(
        "what are the two nrm decisions",
        "decision-two-stages",
        {
            "2015-07-31": "suspect but cannot prove",
            "2023-01-30": "objective factors",
            "2023-07-10": "on all the evidence",
            "2025-09-17": "all the evidence",
        },
    ),
    "recovery period": Row(
        "how long is the recovery period",
        "recovery-length",
        {"2015-07-31": "45 days", "2023-01-30": "30 days"},
    ),
    "age presumption": Row(
        "section 51 age presumption",
        "age-unsure",
        {
            "2015-10-15": "may be a trafficking victim",
            "2023-01-30": "they are a trafficking victim",
            "2026-04-27": "child",
        },
    ),
    "irregular arrival": Row(
        "illegal migration act nrm",
        "irregular-arrival",
        {"2015-07-31": "barred nobody", "2023-07-20": "never used", "2025-12-02": "bars nobody"},
    ),
    "reconsideration": Row(
        "can a negative nrm decision be reconsidered",
        "decision-negative",
        {"2015-07-31": "anyone", "2025-09-17": "17 September 2025"},
    ),
    "leaving the NRM": Row(
        "how does someone leave the nrm",
        "nrm-leave",
        {"2015-07-31": "only in writing", "2026-02-13": "tell"},
    ),
    "turning 18": Row(
        "child in the nrm turns 18 what happens",
        "turning-18",
        {"2015-07-31": "in writing", "2026-02-13": "by word", "2026-04-27": "tell you"},
    ),
    "changed accounts": Row(
        "her story keeps changing what do i put on the nrm",
        "nrm-changed-account",
        {"2020-03-01": "to leave out", "2026-04-20": "reason"},
    ),
    "guardians": Row(
        "does ICTG cover our area",
        "ictg-what",
        {
            "2015-07-31": "one third of councils",
            "2021-05-01": "two thirds of councils",
            "2026-07-06": "every",
        },
    ),
    "labour regulator": Row(
        "is the glaa still going",
        "labour-abuse-regulator",
        {"2015-07-31": "Gangmasters", "2026-04-07": "Fair Work Agency"},
    ),
    "orders": Row(
        "can the glaa apply for a slavery order",
        "order-urgent",
        {"2015-07-31": "was among those who could apply", "2026-04-07": "Secretary of State"},
    ),
    "NRM referral as a crime": Row(
        "when do i record a modern slavery crime",
        "crime-when",
        {
            "2015-01-01": "72 hours",
            "2015-04-01": "24 hours",
            "2016-07-01": "each NRM referral",
            "2016-12-01": "police referrals to the NRM were always crimed",
            "2020-03-24": "notifiable incident",
            "2026-04-01": "24 hours",
        },
    ),
    "Duty to Notify as a crime": Row(
        "dtn received do we crime it",
        "crime-dtn-received",
        {"2016-12-01": "N200/3", "2026-04-01": "class 106"},
    ),
    "wholly overseas": Row(
        "exploitation was all abroad do we crime it",
        "crime-overseas",
        {"2016-12-01": "N200/4", "2026-04-01": "no crime record is needed"},
    ),
    "N200": Row(
        "do we still use n200",
        "crime-n200",
        {"2016-12-01": "passed to another force", "2026-04-01": "No N200 any more"},
    ),
    "time to record": Row(
        "time limit for recording a slavery crime",
        "crime-when",
        {"2015-01-01": "within 72 hours", "2015-04-01": "24 hours"},
    ),
    "Salvation Army line": Row(
        "salvation army helpline number",
        "helpline-salvation-army",
        {"2015-07-31": "Then: 0300 303 8151", "2020-10-01": "0800 808 3733"},
    ),
    "clandestine entrant penalty": Row(
        "how much is the fine for carrying clandestines",
        "clandestine-penalty",
        {"2015-07-31": "£2,000", "2023-02-13": "£10,000"},
    ),
}


def on(row: Row, day: date) -> tuple[Answer, Edition] | None:
    """The answer of a row in force on a day."""
    named = row.answer or ("msa-which-section" if day >= date(2015, 7, 31) else "msa-old-law")
    found = [(a, edition) for a, edition in published().answers(day) if a.id == named]
    assert len(found) <= 1
    return found[0] if found else None
