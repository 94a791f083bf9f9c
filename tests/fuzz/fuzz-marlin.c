/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-marlin-protocol.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
take (const char *line)
{
  InsMarlinReply reply;

  memset (&reply, 0, sizeof reply);
  if (!ins_marlin_parse_line (line, &reply))
    return;
  FUZZ_CHECK (reply.kind <= INS_MARLIN_TEXT);
  if (reply.kind == INS_MARLIN_POSITION || reply.kind == INS_MARLIN_SETTING)
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      FUZZ_CHECK (!isinf (reply.position.mm[axis]));
  if (reply.kind == INS_MARLIN_SWITCH)
    FUZZ_CHECK (reply.axis < INS_N_AXES);
  if (reply.kind == INS_MARLIN_HIT)
    FUZZ_CHECK ((reply.axis_mask >> INS_N_AXES) == 0);
  if (reply.text != NULL)
    {
      FUZZ_CHECK (reply.text >= line && reply.text <= line + strlen (line));
      FUZZ_CHECK (g_utf8_validate (reply.text, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  fuzz_lines (bytes, n_bytes, "", take);

  return 0;
}
