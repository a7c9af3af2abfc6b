// Answers that are the same for many objects, so that a job does not ask for each of a million.
import { mayDifferByKey, roleMay, type RoleQuestion } from '../s3/access/role-access';

/**
 * They are true as long as nobody else has a turn: whoever goes through many objects in one go begins each go with new
 * ones.
 */
export class CachedAnswers {
  private readonly known = new Map<string, boolean | 'differs'>();

  /** @param id - distinguishes the question from all others */
  once(id: string, ask: () => boolean): boolean {
    let answer = this.known.get(id);
    if (typeof answer !== 'boolean') {
      answer = ask();
      this.known.set(id, answer);
    }
    return answer;
  }

  /**
   * For a question about an object: asked once if the policies say the same of all objects in the bucket.
   * @param ask - how to ask it
   */
  onObject(question: RoleQuestion, ask = roleMay): boolean {
    const { action, bucket, roleArn } = question;
    const id = `${ask === roleMay ? 'may' : 'must not'} ${action} ${bucket.name} ${roleArn}`;
    let known = this.known.get(id);
    if (known === undefined) {
      known = mayDifferByKey(question) ? 'differs' : ask(question);
      this.known.set(id, known);
    }
    return known === 'differs' ? ask(question) : known;
  }
}
