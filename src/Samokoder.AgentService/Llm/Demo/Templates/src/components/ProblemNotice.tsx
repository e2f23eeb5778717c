import { dismissProblem, type Problem } from '../store';
import { strings } from '../strings';
import { Icon } from './Icon';

const texts: Record<NonNullable<Problem>, string> = {
  damaged: strings.problemDamaged,
  newer: strings.problemNewer,
  notSaved: strings.problemNotSaved,
};

export function ProblemNotice({ problem }: { problem: Problem }) {
  if (problem === null) return null;
  return (
    <div className="notice" role="alert">
      <Icon name="warning" />
      <p>{texts[problem]}</p>
      <button type="button" className="button button-quiet button-icon" aria-label={strings.close} onClick={dismissProblem}>
        <Icon name="close" />
      </button>
    </div>
  );
}
