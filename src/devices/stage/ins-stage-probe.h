/* ins-stage-probe.h - what may be said to an unknown controller, and what its answer means; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One question. Nothing among them moves, stops, sets or stores anything in any of the families, so
 * each may reach a controller that it is not meant for. */
typedef struct
{
  const char *bytes;
  const char *protocol;     /* of the family that it is for */
  const char *confirmation; /* asked after a fitting answer; NULL none */
  gboolean has_to_confirm;  /* the answer to that has to fit, too; else it only has a better name */
} InsStageProbe;

/* Speeds to try, each with its questions, in this order. */
typedef struct
{
  guint baud; /* 0: a link that has none */
  gboolean
      greets; /* boards that restart when their port is opened and then greet are among these */
  const InsStageProbe *const *probes; /* NULL-terminated */
} InsStageProbeRound;

extern const InsStageProbeRound ins_stage_probe_rounds[];
extern const guint ins_stage_probe_n_rounds;

/* The round for a link whose speed is given or has no meaning: all questions. */
extern const InsStageProbeRound ins_stage_probe_all;

/* Sent after each question without an answer, so that the next one begins a line. */
extern const char *const ins_stage_probe_end_of_line;

/* Protocol of the board that greets so, or NULL. @text: all that came, several lines. */
const char *ins_stage_probe_read_greeting (const char *text);

/**
 * ins_stage_probe_read_answer:
 * @text: all that came since the question
 * @name: (out caller-allocates): what it calls itself, for people
 *
 * Returns: %TRUE if one of the probe's family answers so
 */
gboolean ins_stage_probe_read_answer (const InsStageProbe *probe,
                                      const char *text,
                                      char *name,
                                      gsize n_name);

G_END_DECLS
