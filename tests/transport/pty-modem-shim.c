/* Preloaded into a test: makes a pseudo-terminal look like a port with modem lines, which is all
 * that libserialport 0.1.1 asks of one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>

int ioctl (int fd, unsigned long request, ...);

int
ioctl (int fd, unsigned long request, ...)
{
  static int (*real) (int, unsigned long, ...);
  va_list arguments;
  void *argument;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  if (request == TIOCMGET)
    {
      *(int *)argument = 0;
      return 0;
    }
  if (request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC)
    return 0;
  if (real == NULL)
    real = (int (*) (int, unsigned long, ...))dlsym (RTLD_NEXT, "ioctl");

  return real (fd, request, argument);
}
