# For scripts that read TRX files, the test results of Visual Studio: one element a line.
function attribute(name) { return match($0, " " name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
function plain(text) { gsub(/&#xD;/, "", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&amp;/, "\\&", text); return text }
function is_bad() { return $0 !~ / outcome="(Passed|NotExecuted)"/ }
