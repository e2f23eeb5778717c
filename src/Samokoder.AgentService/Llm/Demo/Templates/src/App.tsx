import { useCallback, useState } from 'react';
import { CollectionView } from './components/CollectionView';
import { Header } from './components/Header';
import { ProblemNotice } from './components/ProblemNotice';
//#if tabs
import { Tabs } from './components/Tabs';
//#end
import { Toast, type Message } from './components/Toast';
import { collections } from './schema';
import { useStore } from './store';
import './app.css';
import './theme.css';

export function App() {
  const { data, problem } = useStore();
//#if tabs
  const [current, setCurrent] = useState(0);
//#end
//#if dialog
  const [adding, setAdding] = useState(false);
//#end
  const [message, setMessage] = useState<Message | null>(null);
//#if tabs
  const collection = collections[current] ?? collections[0];
//#else
  const [collection] = collections;
//#end
  const entries = data[collection.id] ?? [];
  const closeMessage = useCallback(() => setMessage(null), []);

  return (
    <main className="page">
//#if dialog
      <Header icon={collection.icon} addLabel={collection.addLabel} onAdd={() => setAdding(true)} />
//#else
      <Header icon={collection.icon} />
//#end
      <ProblemNotice problem={problem} />
//#if tabs
      <Tabs labels={collections.map((one) => one.label)} current={current} onPick={setCurrent} />
//#end
      <CollectionView
        key={collection.id}
        collection={collection}
        entries={entries}
//#if dialog
        adding={adding}
        onAdd={() => setAdding(true)}
        onAddClosed={() => setAdding(false)}
//#end
        onMessage={(text, undo) => setMessage((previous) => ({ id: (previous?.id ?? 0) + 1, text, undo }))}
      />
      <Toast message={message} onClose={closeMessage} />
    </main>
  );
}
