export function App() {
  return (
    <main className="page page-center">
      <section className="empty">
        <div className="empty-art" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
        <h1>Your app will appear here</h1>
        <p>It is being put together. This page changes by itself as soon as the first files are written.</p>
      </section>
    </main>
  );
}
