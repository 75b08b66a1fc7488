"""Figures of ServiceNow's incident log, computed from the file alone; shares no code with the product.

Usage: python3 incident-figures.py incidents-itsm.csv
Prints JSON: tickets, how often each ticket was reopened and went from one group to another, the nearest-rank median of the time
from opening to closing in seconds, tickets by month of closing, and how many tickets left the expected flow at each of its rules.
"""
import csv
import json
import sys
from collections import Counter
from datetime import datetime, timezone


def instant(text):
    return int(datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=timezone.utc).timestamp())


def known(text):
    return text not in ("", "?")


def ends(rows, state, column):
    """When the ticket got into an end state: of each run of rows its first, of the last run the time that the last row names."""
    starts = [i for i, row in enumerate(rows) if row["incident_state"] == state and (i == 0 or rows[i - 1]["incident_state"] != state)]
    times = [instant(rows[i]["sys_updated_at"]) for i in starts]
    if times and known(rows[-1][column]):
        times[-1] = instant(rows[-1][column])
    return times


def main(path):
    tickets = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            tickets.setdefault(row["number"], []).append(row)

    reopens, hops, months, deviations, durations = Counter(), Counter(), Counter(), Counter(), []
    for rows in tickets.values():
        last = rows[-1]
        reopens[int(last["reopen_count"])] += 1
        groups = [row["assignment_group"] for row in rows if known(row["assignment_group"])]
        hops[sum(1 for before, after in zip(groups, groups[1:]) if before != after)] += 1
        closed = instant(last["closed_at"])
        durations.append(closed - instant(last["opened_at"]))
        months[datetime.fromtimestamp(closed, timezone.utc).strftime("%Y-%m")] += 1

        solved = ends(rows, "Resolved", "resolved_at")
        first = min(solved) if solved else None
        owned = [instant(row["sys_updated_at"]) for row in rows if known(row["assigned_to"])]
        asked = [instant(row["sys_updated_at"]) for row in rows if row["incident_state"] == "Awaiting User Info"]
        if first is not None:
            deviations["resolved-without-diagnosis"] += 1
            if not owned or min(owned) > first:
                deviations["resolved-without-owner"] += 1
            if not asked or min(asked) > first:
                deviations["resolved-without-response"] += 1
        deviations["closed-without-confirmation"] += 1
        if first is None or first > closed:
            deviations["closed-without-solution"] += 1

    durations.sort()
    print(json.dumps({
        "tickets": len(tickets),
        "reopens": {str(times): count for times, count in sorted(reopens.items())},
        "hops": {str(times): count for times, count in sorted(hops.items())},
        "medianOpenedToClosed": durations[(50 * len(durations) + 99) // 100 - 1],
        "closedByMonth": dict(sorted(months.items())),
        "deviations": {rule: count for rule, count in sorted(deviations.items())},
    }))


main(sys.argv[1])
