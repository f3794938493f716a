# Converts prefixes between text and keys of the BPF map `toa_trusted` (struct peer in
# bpf/receiver.bpf.c).
#   to=key   one prefix per line -> 24 bytes in decimal; for an invalid one exits with 1 and prints
#   how to fix it
#   to=text  `bpftool -j map dump` of the map -> one prefix per line
# Uses only what every awk has: no bit operations, no hexadecimal numbers.

function refuse(why) {
  print "toa: " $0 ": " why > "/dev/stderr"
  failed = 1
  exit 1
}

function hexadecimal(digits,    value, i) {
  value = 0
  for (i = 1; i <= length(digits); i++)
    value = value * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
  return value
}

# Fills bytes[1..4].
function read_ipv4(text,    part, i) {
  if (split(text, part, ".") != 4) refuse("an IPv4 address has four numbers, such as 192.0.2.1")
  for (i = 1; i <= 4; i++) {
    if (part[i] !~ /^(0|[1-9][0-9]?[0-9]?)$/ || part[i] > 255)
      refuse("not an address: " (part[i] == "" ? "a number is missing" : part[i] " is not 0 to 255 without leading zeros"))
    bytes[i] = part[i] + 0
  }
}

# Adds the groups of one side of `::` to group[]; returns their number.
function read_groups(text, group, from,    count, part, i) {
  if (text == "") return 0
  count = split(text, part, ":")
  for (i = 1; i <= count; i++) {
    if (part[i] !~ /^[0-9a-fA-F]+$/ || length(part[i]) > 4) refuse("not an IPv6 address")
    group[from + i] = hexadecimal(part[i])
  }
  return count
}

# Fills bytes[1..16].
function read_ipv6(text,    gap, left, right, group, tail, i) {
  if (text ~ /\./) refuse("write an IPv4 address without ::ffff:, and other IPv6 addresses in hexadecimal")
  gap = index(text, "::")
  if (gap == 0) {
    if (read_groups(text, group, 0) != 8) refuse("an IPv6 address has eight groups, or ::")
  } else {
    if (index(substr(text, gap + 1), "::")) refuse("an IPv6 address has :: only once")
    left = read_groups(substr(text, 1, gap - 1), group, 0)
    right = read_groups(substr(text, gap + 2), tail, 0)
    if (left + right > 7) refuse("an IPv6 address has eight groups, or ::")
    for (i = left + 1; i <= 8; i++) group[i] = i > 8 - right ? tail[i - 8 + right] : 0
  }
  for (i = 1; i <= 8; i++) {
    bytes[2 * i - 1] = int(group[i] / 256)
    bytes[2 * i] = group[i] % 256
  }
  for (i = 1; i <= 10; i++) if (bytes[i]) return
  if (bytes[11] == 255 && bytes[12] == 255) refuse("write an IPv4 address without ::ffff:")
}

# Clears the bits after the first `bits` bits of bytes[1..size]; true if one of them was set.
function clear_host(size, bits,    i, kept, unit, had) {
  had = 0
  for (i = 1; i <= size; i++) {
    kept = bits - 8 * (i - 1)
    if (kept >= 8) continue
    unit = 2 ^ (8 - (kept > 0 ? kept : 0))
    if (bytes[i] % unit) had = 1
    bytes[i] -= bytes[i] % unit
  }
  return had
}

function ipv6_text(    i, group, start, best, length_here, longest, text) {
  longest = 1
  for (i = 1; i <= 8; i++) group[i] = bytes[2 * i - 1] * 256 + bytes[2 * i]
  for (start = 1; start <= 8; start++) {
    for (length_here = 0; start + length_here <= 8 && group[start + length_here] == 0; ) length_here++
    if (length_here > longest) {
      longest = length_here
      best = start
    }
  }
  for (i = 1; i <= 8; i++) {
    if (i == best) {
      text = text "::"
      i += longest - 1
    } else
      text = text (text == "" || text ~ /:$/ ? "" : ":") sprintf("%x", group[i])
  }
  return text
}

function as_text(size, bits) {
  return (size == 4 ? bytes[1] "." bytes[2] "." bytes[3] "." bytes[4] : ipv6_text()) "/" bits
}

function print_key(    slash, text, size, bits, widest, i) {
  slash = index($0, "/")
  text = slash ? substr($0, 1, slash - 1) : $0
  size = text ~ /:/ ? 16 : 4
  widest = size == 16 ? 16 : 8
  if (size == 16) read_ipv6(text)
  else read_ipv4(text)
  bits = slash ? substr($0, slash + 1) : 8 * size
  if (bits !~ /^(0|[1-9][0-9]?[0-9]?)$/ || bits + 0 > 8 * size) refuse("a prefix ends in / and 0 to " 8 * size)
  bits += 0
  if (bits < widest)
    refuse("this range is too wide to hold only balancers: name yours, at most a /" widest)
  if (clear_host(size, bits)) refuse("has bits set after its /" bits "; did you mean " as_text(size, bits) "?")
  printf "%d 0 0 0 0 0 0 %d", 32 + bits, size == 16 ? 10 : 2
  for (i = 1; i <= 16; i++) printf " %d", i <= size ? bytes[i] : 0
  printf "\n"
}

# One element of the dump: ["0x40","0x00", …
function print_text(hex,    byte, i, size) {
  split(hex, byte, /[^0-9a-fx]+/)
  size = hexadecimal(substr(byte[9], 3)) == 10 ? 16 : 4
  for (i = 1; i <= size; i++) bytes[i] = hexadecimal(substr(byte[9 + i], 3))
  print as_text(size, hexadecimal(substr(byte[2], 3)) - 32)
}

to == "key" { print_key() }
to == "text" {
  keys = split($0, element, /"key":\[/)
  for (k = 2; k <= keys; k++) print_text(element[k])
}
END { if (failed) exit 1 }
