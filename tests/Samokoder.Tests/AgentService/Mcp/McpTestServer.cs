namespace Samokoder.Tests.AgentService.Mcp;

/// <summary>A server of the Model Context Protocol over standard input and output (https://modelcontextprotocol.io/specification), as a line of Node.</summary>
internal static class McpTestServer
{
    public const string Command = "node";

    private const string Script = """
        const lines = require('node:readline').createInterface({ input: process.stdin })
        const write = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
        const tool = (name, properties = {}) => ({ name, description: 'Does ' + name + '.', inputSchema: { type: 'object', properties, required: Object.keys(properties) } })
        const number = { type: 'number' }
        const tools = ['secret', 'where', 'fail', 'long', 'die', 'flood', 'line', 'nonsense', 'silent'].map((name) => tool(name)).concat(tool('add', { a: number, b: number }), tool('dotted.name'))
        if (process.argv.includes('odd')) {
          const token = process.env.TOKEN
          tools.push({ ...tool('described'), description: 'Knows ' + token }, tool('called-' + token), tool('asking', { [token]: number }), { ...tool('x'), name: null }, { ...tool('x'), name: '' }, null)
        }
        const text = (id, text, isError) => write({ id, result: { content: [{ type: 'text', text }], isError } })
        const calls = {
          add: (id, { a, b }) => text(id, 'The sum is ' + (a + b)),
          'dotted.name': (id) => text(id, 'dotted'),
          secret: (id) => text(id, 'TOKEN=' + process.env.TOKEN),
          where: (id) => text(id, process.cwd() + ' ' + require('node:fs').existsSync('/etc/shadow')),
          fail: (id) => text(id, 'no such ticket', true),
          long: (id) => text(id, 'x'.repeat(200000)),
          die: () => { console.error('giving up with ' + process.env.TOKEN); process.exit(3) },
          flood: () => { const more = () => process.stdout.write('{"jsonrpc":"2.0","method":"notifications/x"}\n'.repeat(1000), more); more() },
          line: () => { const more = () => process.stdout.write('x'.repeat(100000), more); more() },
          nonsense: (id) => { process.stdout.write('hello\n\u0000\n[1,2]\n'); write({ id, result: { content: 'none' } }) },
          silent: () => {},
        }
        lines.on('line', (line) => {
          const { id, method, params } = JSON.parse(line)
          if (method === 'initialize') write({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'test', version: '1' } } })
          else if (method === 'tools/list') write({ id, result: { tools } })
          else if (method === 'tools/call') calls[params.name](id, params.arguments)
          else if (id !== undefined) write({ id, error: { code: -32601, message: 'unknown method' } })
        })
        """;

    public static string[] Arguments => ["-e", Script];

    /// <summary>It tells its secret in what it says of its tools, and has some without a name.</summary>
    public static string[] OddArguments => ["-e", Script, "odd"];
}
