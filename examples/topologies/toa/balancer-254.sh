# Writes TOA as option 254, first among the options, until the application has answered. LVS and
# DPVS do that themselves.
fullnat inside 254
