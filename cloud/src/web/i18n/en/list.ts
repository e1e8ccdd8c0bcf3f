import type * as id from '../id/list.ts'

export const list: typeof id.list = {
  filter: 'Filter',
  all: 'Show all',
  any: 'All',
  noneFound: 'Nothing matches. Change the filter, or show all.',
  first: 'To the beginning',
  next: 'Next',
  csv: 'Download CSV',
  dense: 'Dense rows',
  comfortable: 'Comfortable rows',
}
