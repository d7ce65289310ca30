import { hashPassword } from '../credentials/password.ts'
import { newId } from '../../http/identifiers.ts'
import { tables } from '../tables.ts'
import type { EmployeeTable, KyselySource } from '../tables.ts'

export interface NewEmployee {
  readonly merchantId: string
  readonly name: string
  readonly email: string
  /** Absent: signs in by other means only. */
  readonly password?: string
  readonly role: EmployeeTable['role']
}

/** @returns the employee's id */
export async function insertEmployee(source: KyselySource, employee: NewEmployee): Promise<string> {
  const id = newId()
  await tables(source)
    .insertInto('platform.employee')
    .values({
      merchant_id: employee.merchantId,
      id,
      name: employee.name,
      email: employee.email.toLowerCase(),
      password_hash: employee.password === undefined ? null : await hashPassword(employee.password),
      role: employee.role,
    })
    .execute()
  return id
}
