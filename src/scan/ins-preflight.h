/* ins-preflight.h - what is looked at before anything moves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"
#include "scan/ins-plan.h"
#include "signal/ins-echo-search.h"

G_BEGIN_DECLS

typedef enum
{
  INS_CHECK_OK,
  INS_CHECK_NOTE, /* allowed, but the person should know */
  INS_CHECK_BAD,  /* the scan does not start */
} InsCheckLevel;

/* What would mend it: each is one click of a person, and none moves anything by itself. */
typedef enum
{
  INS_FIX_NONE,
  INS_FIX_CONNECT,     /* what is not connected */
  INS_FIX_HOME,        /* asks, then homes */
  INS_FIX_STAGE_PAGE,  /* where the stage is chosen */
  INS_FIX_CARD_PAGE,   /* where the card is chosen and wired */
  INS_FIX_FOLDER,      /* another one, on another disk */
  INS_FIX_TRIGGER_OFF, /* the stage triggers the card no more */
  INS_FIX_POINTS,      /* these change the recipe (ins-preflight-fix.h) */
  INS_FIX_SWEEP,
  INS_FIX_SHORTEN, /* the area, to what lies inside travel */
  INS_FIX_MOVE_IN, /* the area, into travel */
  INS_FIX_SLOW_DOWN,
  INS_FIX_KEEP_GATES,
  INS_FIX_SHORTER_RECORD,
  INS_FIX_LOWER_PRF,
  INS_FIX_SAMPLE_FASTER,
  INS_FIX_FINER_STEPS, /* as the probe's spot asks for */
  INS_FIX_QUIET_PRF,   /* until echoes of the last pulse have died */
  INS_N_FIXES,
} InsFix;

typedef struct
{
  InsCheckLevel level;
  InsFix fix;
  char fix_label[64]; /* of a button that does it, "Shorten to fit"; "" there is no fix */
  gboolean is_minor;  /* as long as it is good it need not be shown where there is little room */
  gboolean is_about_stage; /* what can be mended where the stage is chosen */
  gboolean is_about_card;  /* what can be mended where the card is chosen and wired */
  char *text;              /* one plain sentence, translated, with numbers and units */
} InsCheck;

/* What is known of the rig at this moment; read from the workers' snapshots, so that the checks
 * are a pure function and cost the UI nothing. */
typedef struct
{
  gboolean stage_ready;
  InsStageInfo stage_info;
  InsStageReport stage_report;
  char stage_note[400];  /* a habit of it that spoils scans; "" */
  char stage_doubt[300]; /* why its position is not to be trusted, whatever it reports; "" */
  gboolean digitizer_ready;
  InsDigitizerInfo digitizer_info;
  gboolean timing_accepted;
  InsTiming timing;      /* as negotiated */
  char timing_note[400]; /* what was rounded, or why it was refused */
  char pulse_note[400];  /* no pulse arrives, and what to look at; "" they do, or nobody knows */
  gboolean position_trigger; /* the rig's wiring: the stage triggers the card */
  double backlash_mm;        /* of the rig */
  InsPosition soft_minimum, soft_maximum;
  gboolean gain_known;  /* A-scans were heard lately, */
  InsHeadroom headroom; /* and came so near the card's limit */
  gint64 n_free_bytes;  /* of the disk the file goes to; -1 not known */
} InsRigStatus;

/**
 * ins_preflight_check:
 *
 * Stage answers, is homed and triggers the card if the rig says so, area with runway inside the
 * travel, speed against step x PRF / averages, what places the pixels, card takes the timing and
 * gives what the recipe keeps, gain, room on the disk, memory for a line, probe frequency against
 * sample rate (not where a flaw detector gives the values), time.
 *
 * Every bad check has a fix, and a note where there is one.
 *
 * Returns: (transfer full) (element-type InsCheck): always the same checks in the same order
 */
GPtrArray *
ins_preflight_check (const InsRecipe *recipe, const InsPlan *plan, const InsRigStatus *status);

/* TRUE if none is bad; else INS_RECIPE_ERROR_PREFLIGHT with every bad sentence. */
gboolean ins_preflight_passes (GPtrArray *checks, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
