import { isCommentKey } from '../model/comment';

/**
 * A workflow's content as GitHub reads it: without the keys that are comments, `#` and `# name`, which the file has behind `#` where they
 * belong.
 */
export function withoutComments(content: any): any {
  if (Array.isArray(content)) return content.map(withoutComments);
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(Object.entries(content).filter(([key]) => !isCommentKey(key)).map(([key, value]) => [key, withoutComments(value)]));
}
