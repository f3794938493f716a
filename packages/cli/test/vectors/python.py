import json, sys

for line in sys.stdin:
    question = json.loads(line)
    ip = question["peer"]
    lists = [value for name, value in question["headers"] if name.lower() == "x-forwarded-for"]
    if lists:
        ip = ",".join(lists).split(",")[-1].strip()
    print(json.dumps({"id": question["id"], "ip": ip}), flush=True)
