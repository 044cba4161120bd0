"""Pairs of questions: the same in other words, and nearly alike but another question."""

from __future__ import annotations

SAME = (
    ("Can I add my spouse to my plan?", "can i add my spouse to my plan"),
    ("Can I add my spouse to my plan?", "Am I able to add my spouse to my plan?"),
    ("Can I add my spouse to my plan mid-year?", "Can I add my spouse to the plan mid year?"),
    ("How many days of PTO do I get?", "How many PTO days do I get per year?"),
    (
        "What is the grace period for a late payment?",
        "how long is the grace period for late payments?",
    ),
    ("How do I cancel my coverage?", "How can I cancel my coverage?"),
    ("What happens if I miss a payment?", "what happens when i miss a payment?"),
    ("Is physical therapy covered?", "Does the plan cover physical therapy?"),
    ("How do I file a claim?", "How can I file a claim?"),
    (
        "What is the deductible of the Silver plan?",
        "How much is the deductible on the Silver plan?",
    ),
    ("When does open enrollment start?", "When does open enrollment begin?"),
    ("How do I reset my VPN password?", "How can I reset the VPN password?"),
    ("Who approves overtime?", "who has to approve overtime"),
    ("Do I need a referral to see a specialist?", "Do I need a referral for a specialist?"),
    (
        "How long do I have to appeal a denied claim?",
        "How much time do I have to appeal a denied claim?",
    ),
    ("What is the copay for an office visit?", "How much is the copay for an office visit?"),
    ("Can unused vacation be carried over?", "Can I carry over unused vacation?"),
    ("Which documents prove a marriage?", "What documents prove a marriage?"),
    ("How do I order a new ID card?", "How can I order a new ID card?"),
    ("Is telehealth covered?", "Is telehealth covered by the plan?"),
)
OTHER = (
    ("Can I add my spouse to my plan?", "Can I remove my spouse from my plan?"),
    ("Can I add my spouse to my plan?", "Can I add my parents to my plan?"),
    ("Can I add my spouse to my plan?", "Can I add my domestic partner to my plan?"),
    ("How many days of PTO do I get?", "How many days of sick leave do I get?"),
    ("How many days of PTO do I get?", "How many days of PTO can I carry over?"),
    ("What is the deductible of the Silver plan?", "What is the deductible of the Gold plan?"),
    ("What is the deductible of the Silver plan?", "What is the copay of the Silver plan?"),
    ("How do I cancel my coverage?", "How do I change my coverage?"),
    ("Is physical therapy covered?", "Is occupational therapy covered?"),
    ("Is physical therapy covered?", "Is physical therapy not covered?"),
    ("What is the grace period for a late payment?", "What is the fee for a late payment?"),
    ("What is the copay for an office visit?", "What is the copay for an emergency visit?"),
    ("What was the copay in 2025?", "What was the copay in 2026?"),
    ("When does open enrollment start?", "When does open enrollment end?"),
    ("Do I need a referral to see a specialist?", "Does a specialist need a referral number?"),
    ("How long do I have to appeal a denied claim?", "How long does it take to decide an appeal?"),
    ("Who approves overtime?", "Who approves travel expenses?"),
    ("Can unused vacation be carried over?", "Is unused vacation paid out?"),
    ("Is CPT 97110 covered?", "Is CPT 97140 covered?"),
    ("How do I order a new ID card?", "How do I print my ID card?"),
    ("Is telehealth covered before the deductible?", "Is telehealth covered after the deductible?"),
    ("Is the fee waived with a referral?", "Is the fee waived without a referral?"),
)
