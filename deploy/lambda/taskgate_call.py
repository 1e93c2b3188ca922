"""A thin Lambda in front of taskgate: calls an operation of a service and fails under the error's own name.

Event: {"service", "operation", "input", "idempotencyKey"}. Runtime: Python 3.11 or newer, no dependencies, in the
VPC that reaches taskgate. Environment: TASKGATE_URL, and TASKGATE_KEY (resolved from Secrets Manager by the stack).
Give the function a few seconds more than the call's timeout and retries may take together.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

LONGEST_SECONDS = 60


def handler(event, context):
    request = urllib.request.Request(
        "{}/v1/calls/{}/{}".format(os.environ["TASKGATE_URL"].rstrip("/"), quoted(event["service"]), quoted(event["operation"])),
        data=json.dumps(event.get("input", {})).encode(),
        headers={"Content-Type": "application/json", "X-Api-Key": os.environ["TASKGATE_KEY"]},
        method="POST",
    )
    if event.get("idempotencyKey"):
        request.add_header("Idempotency-Key", event["idempotencyKey"])
    try:
        with urllib.request.urlopen(request, timeout=LONGEST_SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError as failed:
        raise named(json.load(failed)) from None


def quoted(name):
    return urllib.parse.quote(name, safe="")


def named(problem):
    """Lambda names a failure by its exception's class: so Catch and Retry can name what taskgate names."""
    name = problem.get("error") or "Taskgate." + problem["type"].rsplit(":", 1)[-1]
    return type(name, (Exception,), {})(problem["detail"])
