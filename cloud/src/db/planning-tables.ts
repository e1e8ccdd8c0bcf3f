/** Where the next chargers could stand. */
export interface PlanningTables {
  planningStudy: PlanningStudyTable
}

/** Candidate sites, and how they are compared. */
interface PlanningStudyTable {
  slug: string
  name: string
  /** A StudyContent as JSON. */
  content: string
  savedBy: string
  savedAt: string
}
