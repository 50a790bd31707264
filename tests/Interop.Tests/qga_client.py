#!/usr/bin/env python3
"""A client of the QEMU Guest Agent protocol that knows no particular agent.

qga_client.py SOCKET CONVERSATIONS AGENT: has each conversation of a JSON file with the agent that listens at a unix
socket, and compares every answer with what the file expects. AGENT names the agent where the file knows a difference.
Ends with 0 if every answer was as expected; prints each that was not.

A step is {"send": command} or {"bytes": text with \\u00ff for the byte 0xFF, "answers": how many}. In commands, "$name" is
replaced by what an earlier step kept ("keep": {"name": member of the answer, or "" for all of it}). In expectations:
"<int>", "<str>", "<bool>", "<any>" stand for a value of that type, "~x" for a text that matches the regular expression,
"=b64:x" for base64 of x, and a member "..." for members that are not named. "until" repeats a step until the answer has
that member with that value. "but": {AGENT: {"expect": …, "because": …}} replaces the expectation for one agent.
"""
import base64
import json
import random
import re
import socket
import sys
import time

PATIENCE = 120.0


class Agent:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(path)
        self.held = b""

    def line(self):
        parts = []
        while b"\n" not in self.held:
            parts.append(self.held)
            self.held = self.socket.recv(1 << 20)
            if not self.held:
                raise EOFError("the agent closed the connection")
        end, self.held = self.held.split(b"\n", 1)
        return b"".join(parts) + end

    def answer(self):
        return json.loads(self.line().split(b"\xff")[-1])

    def synchronise(self):
        """As the schema documents guest-sync-delimited: whatever comes before its answer is somebody else's."""
        number = random.getrandbits(62)
        command = {"execute": "guest-sync-delimited", "arguments": {"id": number}}
        self.socket.sendall(b"\xff" + json.dumps(command).encode() + b"\n")
        while True:
            line = self.line()
            if b"\xff" not in line:
                continue
            try:
                if json.loads(line.split(b"\xff")[-1]).get("return") == number:
                    return
            except ValueError:
                pass

    def ask(self, command):
        self.socket.sendall(json.dumps(command).encode() + b"\n")
        return self.answer()


def matches(expected, value):
    if isinstance(expected, dict) and isinstance(value, dict):
        if "..." not in expected and set(expected) != set(value):
            return False
        return all(k in value and matches(v, value[k]) for k, v in expected.items() if k != "...")
    if isinstance(expected, list) and isinstance(value, list):
        return len(expected) == len(value) and all(map(matches, expected, value))
    if isinstance(expected, str):
        types = {"<int>": int, "<str>": str, "<bool>": bool, "<any>": object}
        if expected in types:
            return isinstance(value, types[expected]) and (expected != "<int>" or not isinstance(value, bool))
        if expected.startswith("~"):
            return isinstance(value, str) and re.search(expected[1:], value) is not None
        if expected.startswith("=b64:"):
            return value == base64.b64encode(expected[5:].encode()).decode()
    return type(expected) is type(value) and expected == value


def replaced(value, kept):
    if isinstance(value, dict):
        return {k: replaced(v, kept) for k, v in value.items()}
    if isinstance(value, list):
        return [replaced(v, kept) for v in value]
    return kept[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def answers_of(agent, step, kept):
    if "bytes" in step:
        agent.socket.sendall(step["bytes"].encode("latin-1"))
        return [agent.answer() for _ in range(step["answers"])]
    command = replaced(step["send"], kept)
    pause = 0.01
    while True:
        answer = agent.ask(command)
        if all(answer.get("return", {}).get(k) == v for k, v in step.get("until", {}).items()):
            return [answer]
        time.sleep(pause)  # guest-exec-status can only be asked again and again
        pause = min(pause * 2, 0.5)


def have(agent, conversation, name):
    """Returns what was not as expected."""
    kept, wrong = {}, []
    for step in conversation["steps"]:
        answers = answers_of(agent, step, kept)
        expected = step.get("but", {}).get(name, step)["expect"]
        expected = expected if "bytes" in step else [expected]
        if not matches(expected, answers):
            wrong.append({"step": step.get("send", step.get("bytes")), "expected": expected, "answered": answers})
        for key, member in step.get("keep", {}).items():
            result = answers[0].get("return")
            kept[key] = result.get(member) if member else result
    return wrong


def main(path, file, name):
    with open(file, encoding="utf-8") as source:
        conversations = json.load(source)
    agent = Agent(path)
    failed = 0
    for conversation in conversations:
        agent.synchronise()
        wrong = have(agent, conversation, name)
        failed += bool(wrong)
        print(("FAILED  " if wrong else "ok      ") + conversation["name"], flush=True)
        for difference in wrong:
            print(json.dumps(difference, indent=2)[:4000], flush=True)
    print(f"{len(conversations)} conversations, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
