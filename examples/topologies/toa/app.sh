# The application's machine, before the application starts in this control group, as that of a systemd service is.
# Accept the kind that your balancer writes: this one is tried with either.
toa build
toa attach --cgroup "${CONTROL_GROUP:-/sys/fs/cgroup/system.slice/app.service}" --trust 10.1.0.1 --kind 254 200
