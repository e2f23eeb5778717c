import { strings } from '../strings';
import { Icon } from './Icon';

interface EmptyStateProps {
  icon: string;
  /** The list has entries, but none that the search and the filters let through. */
  filtered: boolean;
//#if dialog
  addLabel: string;
  onAdd: () => void;
//#end
  onExamples: () => void;
  onReset: () => void;
}

//#if dialog
export function EmptyState({ icon, filtered, addLabel, onAdd, onExamples, onReset }: EmptyStateProps) {
//#else
export function EmptyState({ icon, filtered, onExamples, onReset }: EmptyStateProps) {
//#end
  return (
    <section className="card empty">
      <div className="empty-mark">
        <Icon name={filtered ? 'search' : icon} />
      </div>
      <h2>{filtered ? strings.nothingFound : strings.emptyTitle}</h2>
      <p>{filtered ? strings.nothingFoundHint : strings.emptyHint}</p>
      <div className="row">
        {filtered ? (
          <button type="button" className="button" onClick={onReset}>
            {strings.showAll}
          </button>
        ) : (
          <>
//#if dialog
            <button type="button" className="button button-primary" onClick={onAdd}>
              <Icon name="plus" />
              {addLabel}
            </button>
//#end
            <button type="button" className="button" onClick={onExamples}>
              {strings.addExamples}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
