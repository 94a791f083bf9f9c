/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>

#include "fake-card-rows.h"

guint fake_row_chanlist[32];

comedi_t *
fake_card_open (FakeCard **card, FakeModel model)
{
  comedi_t *device;

  fake_comedi_reset ();
  *card = fake_comedi_install ("/dev/comedi0", model);
  fake_card_set_counts (*card, fake_counts_ramp, NULL);
  device = comedi_open ("/dev/comedi0");
  g_assert_nonnull (device);
  g_assert_cmpint (fcntl (comedi_fileno (device), F_SETFL, O_NONBLOCK), ==, 0);

  return device;
}

comedi_cmd
fake_row_to_command (const FakeRow *row)
{
  for (guint i = 0; i < G_N_ELEMENTS (fake_row_chanlist); i++)
    fake_row_chanlist[i] = i;

  return (comedi_cmd){ .start_src = row->start,
                       .start_arg = row->start_arg,
                       .scan_begin_src = row->scan_begin,
                       .scan_begin_arg = row->scan_begin_arg,
                       .convert_src = row->convert,
                       .convert_arg = row->convert_arg,
                       .scan_end_src = TRIG_COUNT,
                       .scan_end_arg = row->n_channels,
                       .stop_src = row->stop_arg > 0 ? TRIG_COUNT : TRIG_NONE,
                       .stop_arg = row->stop_arg,
                       .chanlist = fake_row_chanlist,
                       .chanlist_len = row->n_channels };
}

void
fake_rows_check (comedi_t *device, const FakeRow *rows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      comedi_cmd command = fake_row_to_command (&rows[i]);

      g_test_message ("row %zu", i);
      g_assert_cmpint (comedi_command_test (device, &command), ==, rows[i].stage);
      g_assert_cmpuint (command.scan_begin_arg, ==, rows[i].scan_begin_after);
      g_assert_cmpuint (command.convert_arg, ==, rows[i].convert_after);
    }
}

void
fake_row_start (comedi_t *device, const FakeRow *row, guint flags)
{
  comedi_cmd command = fake_row_to_command (row);

  command.flags = flags;
  g_assert_cmpint (comedi_command (device, &command), ==, 0);
}

void
fake_sources_check (comedi_t *device,
                    guint subdevice,
                    guint start,
                    guint scan_begin,
                    guint convert,
                    guint stop)
{
  comedi_cmd mask;

  g_assert_cmpint (comedi_get_cmd_src_mask (device, subdevice, &mask), ==, 0);
  g_assert_cmphex (mask.start_src, ==, start);
  g_assert_cmphex (mask.scan_begin_src, ==, scan_begin);
  g_assert_cmphex (mask.convert_src, ==, convert);
  g_assert_cmphex (mask.stop_src, ==, stop);
}

int
fake_contents_after (comedi_t *device, guint subdevice, double ns)
{
  fake_comedi_advance (ns);

  return comedi_get_buffer_contents (device, subdevice);
}
