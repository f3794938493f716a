# Writes TOA as option 200, first among the options, until the application has answered. LVS and DPVS need no such help.
fullnat inside 200
