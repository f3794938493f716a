# The application's machine, before the application starts in this control group, such as a systemd
# service's. List only the kind that your balancer writes: this file is tested with both.
toa build
toa attach --cgroup "${CONTROL_GROUP:-/sys/fs/cgroup/system.slice/app.service}" --trust 10.1.0.1 --kind 254 200
