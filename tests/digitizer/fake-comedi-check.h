/* fake-comedi-check.h - the small steps of which command tests are made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

/* As the kernel's include/linux/comedi/comedidev.h has them: TRUE if the value was not as it
 * should be; it is then put right. A source that is not among the allowed ones is cleared. */
static inline gboolean
fake_check_source (guint *source, guint allowed)
{
  guint asked = *source;

  *source &= allowed;

  return *source == TRIG_INVALID || *source != asked;
}

static inline gboolean
fake_check_unique (guint source)
{
  return (source & (source - 1)) != 0;
}

static inline gboolean
fake_check_is (guint *argument, guint value)
{
  gboolean is_other = *argument != value;

  *argument = value;

  return is_other;
}

static inline gboolean
fake_check_min (guint *argument, guint value)
{
  return fake_check_is (argument, MAX (*argument, value));
}

static inline gboolean
fake_check_max (guint *argument, guint value)
{
  return fake_check_is (argument, MIN (*argument, value));
}

/* The third step's part that all drivers share. */
static inline gboolean
fake_check_counts (comedi_cmd *command)
{
  gboolean is_wrong = fake_check_min (&command->chanlist_len, 1);

  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  if (command->stop_src == TRIG_COUNT)
    is_wrong |= fake_check_min (&command->stop_arg, 1);
  else if (command->stop_src == TRIG_NONE)
    is_wrong |= fake_check_is (&command->stop_arg, 0);

  return is_wrong;
}
