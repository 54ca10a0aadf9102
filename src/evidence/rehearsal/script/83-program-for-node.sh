# Written for old versions too. It does a handshake, says how it went, and ends.

NODE_PROGRAM='
var tls = require("tls"), net = require("net"), words = process.argv.slice(1)
var name = words[0], port = Number(words[1]), at = words[2], seconds = Number(words[3])
function end(code, text) { console.log(text); process.exit(code) }
setTimeout(function () { end(11, "no answer within " + seconds + " s") }, seconds * 1000)
var asked = { host: at, port: port, checkServerIdentity: function (host, certificate) { return tls.checkServerIdentity(name, certificate) } }
if (!net.isIP(name)) asked.servername = name
try {
  var socket = tls.connect(asked, function () { end(0, "accepted " + (socket.getProtocol ? socket.getProtocol() : "")) })
  socket.on("error", function (error) {
    var code = String(error.code || ""), text = (code ? code + ": " : "") + error.message
    end(/^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EPIPE|EACCES|EADDR)/.test(code) ? 11 : /^(EPROTO|ERR_SSL)/.test(code) ? 12 : 10, text)
  })
} catch (error) { end(10, String(error.message)) }
'
