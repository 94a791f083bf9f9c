/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-zaber-protocol.h"
#include "devices/stage/ins-zaber-warnings.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
take (const char *line)
{
  InsZaberMessage message;
  double values[3];
  guint n;

  memset (&message, 0xaa, sizeof message);
  if (!ins_zaber_parse_line (line, &message))
    return;
  FUZZ_CHECK (message.device <= INS_ZABER_MAX_DEVICE && message.axis <= INS_ZABER_MAX_AXIS);
  FUZZ_CHECK (message.id >= INS_ZABER_NO_ID && message.id < INS_ZABER_N_IDS);
  if (message.kind != INS_ZABER_INFO)
    {
      fuzz_check_text (message.warning, sizeof message.warning);
      ins_zaber_warning_gravity (message.warning);
    }
  if (message.kind == INS_ZABER_ALERT)
    return;
  fuzz_check_text (message.data, sizeof message.data);
  n = ins_zaber_parse_values (message.data, values, G_N_ELEMENTS (values));
  FUZZ_CHECK (n <= G_N_ELEMENTS (values));
  for (guint i = 0; i < n; i++)
    FUZZ_CHECK (!isinf (values[i]));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  fuzz_lines (bytes, n_bytes, "", take);

  return 0;
}
