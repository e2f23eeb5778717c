import { appTitle } from '../schema';
import { strings } from '../strings';
import { useTheme } from '../theme';
import { Icon } from './Icon';

interface HeaderProps {
  icon: string;
//#if dialog
  addLabel: string;
  onAdd: () => void;
//#end
}

//#if dialog
export function Header({ icon, addLabel, onAdd }: HeaderProps) {
//#else
export function Header({ icon }: HeaderProps) {
//#end
  const { theme, toggle } = useTheme();
  const themeLabel = theme === 'dark' ? strings.useLightTheme : strings.useDarkTheme;
  return (
    <header className="app-header">
      <div className="app-mark">
        <Icon name={icon} />
      </div>
      <div className="app-heading">
        <h1 dir="auto">{appTitle}</h1>
        <p>{strings.summary}</p>
      </div>
      <button type="button" className="button button-quiet button-icon" aria-label={themeLabel} title={themeLabel} onClick={toggle}>
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
//#if dialog
      <button type="button" className="button button-primary add-button" aria-label={addLabel} onClick={onAdd}>
        <Icon name="plus" />
        <span>{addLabel}</span>
      </button>
//#end
    </header>
  );
}
