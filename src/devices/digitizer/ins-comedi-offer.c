/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-digitizer.h"

#define N_NODES 16 /* /dev/comedi0 ... looked at by list() */

static char *
describe (const char *path)
{
  g_autoptr (GError) error = NULL;
  InsCardWiring wiring;
  InsComediBoard board;
  gboolean is_open;
  char *line;

  ins_card_wiring_init (&wiring, path);
  is_open = ins_comedi_board_open (&board, &wiring, &error);
  ins_card_wiring_clear (&wiring);
  if (!is_open)
    return g_strdup_printf ("comedi:%s: %s", path, error->message);

  line = g_strdup_printf (_ ("comedi:%s: %s (driver %s), %u channels of %u bits, range 0 is %g to "
                             "%g V"),
                          path, comedi_get_board_name (board.device),
                          comedi_get_driver_name (board.device), board.n_channels,
                          g_bit_storage (board.maxdata), board.minimum_v, board.maximum_v);
  ins_comedi_board_close (&board);

  return line;
}

GPtrArray *
ins_comedi_digitizer_list (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_NODES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/dev/comedi%u", i);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (lines, describe (path));
    }

  return lines;
}
