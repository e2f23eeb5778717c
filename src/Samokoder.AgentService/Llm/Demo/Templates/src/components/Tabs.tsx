interface TabsProps {
  labels: readonly string[];
  current: number;
  onPick: (index: number) => void;
}

export function Tabs({ labels, current, onPick }: TabsProps) {
  return (
    <nav className="segments">
      {labels.map((label, index) => (
        <button key={label} type="button" aria-pressed={index === current} dir="auto" onClick={() => onPick(index)}>
          {label}
        </button>
      ))}
    </nav>
  );
}
