# shellcheck shell=bash disable=SC2154 # run.sh has the names that are used on both sides
# Where the time of a start goes, as a picture. Sourced by run.sh.

# A VM's phases: name, and the milliseconds at which it begins and ends, of what dkvmctl timeline draws ("  567.7  +174.0   hello  ███").
phases() { # START
  local id
  id=$(started dkvm -e "DKVM_START=$1")
  "$package/bin/dkvmctl" timeline "$id" | sed -n 's/^ *\([0-9.]*\)  +\([0-9.]*\) *\(.*[^ █]\)[ █]*$/\1|\2|\3/p' |
    awk -F'|' -v start="$1" '{ printf "%s|%s|%.1f|%.1f\n", start, $3, $1 - $2, $1 }'
  docker rm -f "$id" >/dev/null
}

# Two lanes, one below the other with the same axis, for a cold and for a warm start; a phase a line. Those too short to see are left out.
draw_starts() {
  { phases cold && phases warm; } | awk -F'|' '
    function at(ms) { return left + ms * wide / most }
    function text(x, y, anchor, what) {
      gsub(/&/, "\\&amp;", what); gsub(/</, "\\&lt;", what)
      printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, what
    }
    function bar(x, y, width, colour) { printf "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y, width, row - 4, colour }
    function colour(phase) { return phase ~ /^(guest|hello|entrypoint)/ ? "#2a7f62" : phase ~ /^qemu/ ? "#b5651d" : "#3b6ea5" }

    $1 != start { start = $1; lanes[++count] = start }
    { whole[start] = $4; if ($4 > most) most = $4 }
    $4 - $3 >= 1 { n[start]++; name[start, n[start]] = $2; from[start, n[start]] = $3; to[start, n[start]] = $4 }

    END {
      left = 210; wide = 720; row = 16; y = 44
      height = y + 30
      for (lane = 1; lane <= count; lane++) height += (n[lanes[lane]] + 2) * row
      for (grid = 1; most / grid > 14; grid *= (++step % 3 == 2 ? 2.5 : 2));
      printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">\n", height
      printf "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
      text(10, 18, "start", "Where the time of a start goes, in milliseconds since dkvm was called")
      bar(left, 26, 12, colour("vm")); text(left + 16, 36, "start", "container and supervisor")
      bar(left + 190, 26, 12, colour("qemu")); text(left + 206, 36, "start", "QEMU")
      bar(left + 270, 26, 12, colour("guest")); text(left + 286, 36, "start", "guest")
      for (ms = 0; ms <= most; ms += grid) {
        printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#dddddd\"/>\n", at(ms), at(ms), y, height - 22
        text(at(ms), height - 8, "middle", ms)
      }
      for (lane = 1; lane <= count; lane++) {
        start = lanes[lane]
        y += row
        printf "<g font-weight=\"bold\">\n"
        text(10, y + 11, "start", sprintf("%s start, %d ms", start, whole[start]))
        printf "</g>\n"
        for (i = 1; i <= n[start]; i++) {
          y += row
          text(left - 8, y + 11, "end", name[start, i])
          bar(at(from[start, i]), y + 2, at(to[start, i]) - at(from[start, i]), colour(name[start, i]))
          text(at(to[start, i]) + 4, y + 11, "start", sprintf("%.0f", to[start, i] - from[start, i]))
        }
        y += row
      }
      print "</svg>"
    }'
}
