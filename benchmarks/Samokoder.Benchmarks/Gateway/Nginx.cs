namespace Samokoder.Benchmarks.Gateway;

/// <summary>nginx as the app behind all proxies, and as the proxy to compare with: two of them, so that the time of each can be told apart.</summary>
internal static class Nginx
{
    private const int BodyBytes = 1024;

    public static string WriteApp(string folder, int port) => Write(folder, "app", $$"""
          server { listen 127.0.0.1:{{port}}; location / { default_type text/plain; return 200 "{{new string('x', BodyBytes)}}"; } }
        """);

    public static string WriteProxy(string folder, int port, int appPort) => Write(folder, "proxy", $$"""
          upstream app { server 127.0.0.1:{{appPort}}; keepalive 128; keepalive_requests 1000000000; }
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
              proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Forwarded-Proto $scheme;
            }
          }
        """);

    private static string Write(string parent, string name, string servers)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            worker_processes auto;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              keepalive_requests 1000000000;
            {{servers}}
            }
            """);
        return file;
    }
}
