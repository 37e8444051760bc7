#!/bin/bash
#SBATCH --nodes=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=02:00:00
# A drill on Slurm: one job plans it, an array drills a part in each of its tasks, one job merges them. From the project's folder, on a
# file system that all nodes share:
#
#   bash slurm.sh 4 site.yml --preset all                # in 4 parts; waits, and ends as the merge does
#   ONLY=2,3 bash slurm.sh 4 site.yml --preset all       # parts 2 and 3 once more, with the same plan; then merges again
#
# FOLDER (drill) keeps the plan, the parts, what each job printed, and the report of the whole.
set -euo pipefail

submit() { sbatch --parsable --kill-on-invalid-dep=yes "$@"; }

case ${1-} in
plan) # FOLDER PLAYBOOK [OPTION...]
  npx reapcheck drill "${@:3}" --plan-only "$2/plan.json" --runs "$2/plan"
  ;;
part) # FOLDER PARTS PLAYBOOK [OPTION...]
  npx reapcheck drill "${@:4}" --plan "$2/plan.json" --shard "$SLURM_ARRAY_TASK_ID/$3" --runs "$2/part-$SLURM_ARRAY_TASK_ID"
  ;;
merge) # FOLDER
  npx reapcheck merge "$2"/part-*/*/[0-9]*/report.json --output "$2/report.json" --reporter "terminal,junit=$2/junit.xml"
  ;;
[1-9]*) # PARTS PLAYBOOK [OPTION...]
  folder=${FOLDER:-drill}
  after=()
  if [ -z "${ONLY-}" ]; then
    mkdir "$folder" # one folder for each drill: parts of two plans can't be merged
    after=(--dependency "afterok:$(submit --job-name plan --output "$folder/plan.log" "$0" plan "$folder" "${@:2}")")
  elif [ ! -e "$folder/plan.json" ]; then
    echo "there is no $folder/plan.json: drill all parts first, without ONLY" >&2
    exit 3
  fi
  parts=$(submit "${after[@]}" --array "${ONLY:-1-$1}" --job-name part --output "$folder/part-%a.log" "$0" part "$folder" "$@")
  ended=0
  # A part that found something has ended with 1: the merge says what that means for the whole.
  submit --wait --dependency "afterany:$parts" --job-name merge --output "$folder/merge.log" "$0" merge "$folder" || ended=$?
  cat "$folder/plan.log" "$folder/merge.log"
  exit "$ended"
  ;;
*)
  echo "usage: [ONLY=PART,...] [FOLDER=drill] bash $0 PARTS PLAYBOOK [OPTION...]" >&2
  exit 3
  ;;
esac
