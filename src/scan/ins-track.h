/* ins-track.h - where was the stage at each moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One answer of the stage during a sweep: somewhere between asked_s and answered_s (on
 * ins_clock_now_s()) the scan axis stood at position_mm. */
typedef struct
{
  double asked_s;
  double answered_s;
  double position_mm;
} InsTrackReport;

/* How far a line's registration can be trusted; values as in the file. */
typedef enum
{
  INS_TRACK_OK,
  INS_TRACK_FEW_REPORTS,   /* fewer than INS_TRACK_GOOD_REPORTS in the cruise zone */
  INS_TRACK_STALE,         /* the stage answers with positions older than the question */
  INS_TRACK_SHARE_UNKNOWN, /* round trips differ from line to line, but not within them */
  INS_TRACK_CLOCK_YOUNG,   /* the card's clock is known since less than 20 s */
  INS_TRACK_INTERPOLATED,  /* too few reports: by the start delay of the others */
  INS_TRACK_N_STATES,
} InsTrackState;

/* "ok", "few-reports" ...: for scripts. */
const char *ins_track_state_get_name (InsTrackState state);

/* Whether a line lies where it should, within half a pixel; values as in the file. */
typedef enum
{
  INS_TRACK_GOOD,
  INS_TRACK_FEW,           /* believed; worth another sweep if more reports can come */
  INS_TRACK_UNSURE,        /* two standard deviations are more than half a pixel */
  INS_TRACK_BENT,          /* the stage hesitated or hurried in mid line by more than that */
  INS_TRACK_CONTRADICTORY, /* the reports exclude each other, or the line jumps out of its row */
  INS_TRACK_LOST,          /* nothing to place it by */
  INS_TRACK_N_VERDICTS,
} InsTrackVerdict;

/* What a line's registration came to; kept in the file. */
typedef struct
{
  double crossing_s; /* when the centre of the line was passed, ins_clock_now_s() */
  double speed_mm_s; /* fitted, pooled over the lines; signed along the scan axis */
  double alpha;      /* share of the round trip that lies after the position was taken */
  double offset_s;   /* constant delay assumed, the same for all lines (InsTrackAnchor) */
  double held_s;     /* offset_s without alpha's part in it, which crossing_s has, too: lines whose
                      * held_s     is the same lie in step whatever their alpha; not in the file */
  double round_trip_spread_s; /* by how much answers differ, their middle half; not in the file */
  double offset_low_s;   /* hard bounds of that delay; low above high: the stage answers with */
  double offset_high_s;  /* positions older than the question, nothing here holds */
  double sigma_s;        /* one standard deviation of crossing_s; line to line, same direction */
  double scatter_s;      /* of the reports about the common motion */
  guint n_reports;       /* used in the cruise zone */
  gboolean interpolated; /* too few reports: crossing from the neighbours' mean start delay */
  InsTrackState state;
  InsTrackVerdict verdict; /* of whoever placed it: ins_track_judge() knows no pixels by itself */
  double bend_s;           /* the stage did not run evenly; by how much beyond the scatter */
  double contradiction_s;  /* questions and answers exclude each other, or the other lines' */
} InsTrackLine;

/* Pure. Worse than %INS_TRACK_GOOD: sweep the line again. Worse than %INS_TRACK_FEW: its pixels are
 * holes. */
InsTrackVerdict ins_track_judge (const InsTrackLine *line, double step_mm);

/* Pure. FALSE if one of a sweep's reports is missing, as where the computer was busy: another sweep
 * may have more. On a slow link it has not. */
gboolean ins_track_has_all_reports (const InsTrackReport *reports, guint n_reports);

static inline gboolean
ins_track_is_believed (InsTrackVerdict verdict)
{
  return verdict <= INS_TRACK_FEW;
}

/* The pooled fit (src/DESIGN.md, registration) over all lines so far: one crossing time per
 * line, speed and delay share in common, Tukey weights. Owned by one thread.
 */
typedef struct _InsTrack InsTrack;

/**
 * ins_track_new:
 * @speed_mm_s: nominal; start value of the fit
 * @acceleration_mm_s2: decides which reports lie in the cruise zone
 * @quantum_mm: smallest step of a reported position
 */
InsTrack *ins_track_new (double speed_mm_s, double acceleration_mm_s2, double quantum_mm);
void ins_track_free (InsTrack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsTrack, ins_track_free)

#define INS_TRACK_GOOD_REPORTS 5 /* in the cruise zone; with fewer a line may be swept again */

/* Of the stage's own motion, which no registration removes; for the hard bounds. */
#define INS_TRACK_RIPPLE_MM 0.004

/**
 * ins_track_add_line:
 * @start_mm, @end_mm: ends of the sweep on the scan axis, runways included
 * @reports: (array length=n_reports): in order; from before the start to after the stop
 * @line: (out caller-allocates): the fit for this line, with what all lines so far say
 *
 * Returns: %FALSE if nothing can be said (fewer than 3 reports in the cruise zone and no earlier
 *   line): the line is then a hole
 */
gboolean ins_track_add_line (InsTrack *self,
                             double start_mm,
                             double end_mm,
                             const InsTrackReport *reports,
                             guint n_reports,
                             InsTrackLine *line);

/* What the constant delay of a link is taken for. It cannot be seen, only guessed within its hard
 * bounds, so lines lie in step only if all of them are placed by the same guess. A value; zeros:
 * nothing is known. */
typedef struct
{
  gboolean known;
  double round_trip_s; /* the one at which the delay is counted from the answer */
  double shift_s;      /* offset_s less alpha times that, as lines were placed */
  double wanted_s;     /* likewise, by all that the reports have said since */
  guint n_lines;       /* of how many lines shift_s was guessed, or found good */
} InsTrackAnchor;

/**
 * ins_track_set_anchor:
 * @anchor: from an earlier scan on the same link
 * @keeps: place lines as they were placed then; else by the better guess that was learnt since
 *
 * Before the first line.
 */
void ins_track_set_anchor (InsTrack *self, const InsTrackAnchor *anchor, gboolean keeps);

/**
 * ins_track_add_earlier:
 * @start_mm, @end_mm: of the sweep, or nearer; where the stage surely ran at speed
 * @reports: on any clock
 * @row: of the picture
 * @line: as it was placed
 *
 * A line of a scan that is gone on with, oldest first, before any other.
 *
 * Returns: %FALSE if it has no crossing of its own
 */
gboolean ins_track_add_earlier (InsTrack *self,
                                double start_mm,
                                double end_mm,
                                const InsTrackReport *reports,
                                guint n_reports,
                                guint row,
                                const InsTrackLine *line);

/* There are no more of them: lines are placed so that those would lie where they do. @keeps: and
 * whatever is learnt, because those stay. %FALSE: nothing of them holds now (there are none, or the
 * stage answers with old positions), and they are forgotten. */
gboolean ins_track_hold_earlier (InsTrack *self, gboolean keeps);

/* After that: by how much a line of the file that was not added lies beside where it would be put
 * now, s. */
double ins_track_get_moved_s (const InsTrack *self, const InsTrackLine *line);

/* Not known where the stage answers with old positions: nothing is known beyond the scan then. */
void ins_track_get_anchor (const InsTrack *self, InsTrackAnchor *anchor);

/* %FALSE while the guess may still change: lines are best placed later, by ins_track_look_again().
 * It is made from the first INS_TRACK_ANCHOR_LINES lines. */
#define INS_TRACK_ANCHOR_LINES 2
gboolean ins_track_is_anchored (const InsTrack *self);

/* Makes it now, from what there is: no more lines are waited for. */
void ins_track_anchor_now (InsTrack *self);

/* Where a line that was added lies by what is known now. @line: (inout): as ins_track_add_line()
 * has left it. One that has no crossing of its own stays as it is. */
void ins_track_look_again (InsTrack *self,
                           const InsTrackReport *reports,
                           guint n_reports,
                           InsTrackLine *line);

/**
 * ins_track_note_placed:
 * @row: of the picture
 * @line: by which its pulses were placed
 */
void ins_track_note_placed (InsTrack *self,
                            const InsTrackReport *reports,
                            guint n_reports,
                            guint row,
                            const InsTrackLine *line);

/* Appends (guint) the rows of lines that by what is known now would lie more than @limit_s from
 * where they were put, each once. In the scan's first lines the guess of the constant delay itself
 * is made anew if one from twice as many lines lies that far from it. */
void ins_track_take_moved (InsTrack *self, double limit_s, GArray *rows);

/* (transfer full): what all lines so far have in common, to examine one with on another thread. */
typedef struct _InsTrackCommon InsTrackCommon;
InsTrackCommon *ins_track_dup_common (const InsTrack *self);
InsTrackCommon *ins_track_common_copy (const InsTrackCommon *self);
void ins_track_common_free (InsTrackCommon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsTrackCommon, ins_track_common_free)

/**
 * ins_track_examine:
 *
 * What ins_track_add_line() would make of a line, without adding it: pure. Interpolated lines have
 * no crossing here.
 */
void ins_track_examine (const InsTrackCommon *common,
                        double start_mm,
                        double end_mm,
                        const InsTrackReport *reports,
                        guint n_reports,
                        InsTrackLine *line);

/**
 * ins_track_get_mm:
 * @start_mm, @end_mm: of the sweep
 *
 * Where on the scan axis the stage was; in the ramps by what was learnt of the stage's start and
 * stop, or the nominal ramp.
 */
double ins_track_get_mm (const InsTrack *self,
                         const InsTrackLine *line,
                         double start_mm,
                         double end_mm,
                         double time_s);

/* How well, two standard deviations, without the constant offset's range: the crossing, the speed,
 * the stage's ripple and, beyond the cruise zone, its ramp. mm. */
double ins_track_get_doubt_mm (const InsTrack *self,
                               const InsTrackLine *line,
                               double start_mm,
                               double end_mm,
                               double position_mm);

/* When the stage answers with positions of frames, how long they are; 0 otherwise. Polls should
 * come faster than a third of it. */
double ins_track_get_frame_s (const InsTrack *self);

G_END_DECLS
